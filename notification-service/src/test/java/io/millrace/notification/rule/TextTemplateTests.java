package io.millrace.notification.rule;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class TextTemplateTests {

	private static final JsonNode EVENT = JsonMapper.builder()
		.enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
		.disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
		.build()
		.readTree("""
				{"id":"1","subject":"u&<1>","data":{"amount":12.50,"big":1e400,"count":3,"yes":true,"no":false,
				"none":null,"empty":"","name":"清 & <b>","class":"c","lines":[{"sku":"a"},{"sku":"b"}],"words":["x","y"],
				"nested":{"deep":{"er":"found"}},"zero":0}}
				""");

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			{{data.amount}}                                   | 12.50
			{{data.count}} of {{data.big}}                    | 3 of 1E+400
			{{subject}}                                       | u&<1>
			{{data.name}} {{{data.name}}} {{&data.name}}      | 清 & <b> 清 & <b> 清 & <b>
			[{{data.missing}}][{{missing.a.b}}][{{data.none}}][{{data.none.x}}][{{data.count.x}}]| [][][][][]
			{{data.nested.deep.er}}                           | found
			{{data.nested}}                                   | {"deep":{"er":"found"}}
			{{data.yes}}{{#data.yes}} y{{/data.yes}}{{#data.no}} n{{/data.no}}{{^data.no}} not{{/data.no}}| true y not
			{{#data.lines}}{{sku}},{{/data.lines}}            | a,b,
			{{#data.lines}}{{subject}}{{/data.lines}}         | u&<1>u&<1>
			{{#data.words}}{{.}}{{this}} {{/data.words}}      | 'xx yy '
			{{#data.missing}}never{{/data.missing}}.          | .
			{{^data.empty}}empty{{/data.empty}}               | empty
			{{#data.nested}}{{deep.er}}{{/data.nested}}       | found
			{{data.getClass}}{{data.class}}{{getClass}}{{data.name.length}}{{data.nested.size}}| c
			{{=<% %>=}}<%data.count%>                         | 3
			{{! nothing }}.                                   | .
			""")
	void rendersPlainText(String template, String expected) {
		assertThat(new TextTemplate(template).render(EVENT, 1000)).isEqualTo(expected);
	}

	@ParameterizedTest
	@CsvSource({ "{{data.a", "{{#data.a}}", "{{/data.a}}", "{{>other}}", "{{#a}}{{/b}}" })
	void refusesWhatIsNoTemplate(String template) {
		assertThatIllegalArgumentException().isThrownBy(() -> new TextTemplate(template))
			.withMessageStartingWith("not a template: ");
	}

	@Test
	void cutsBetweenCharacters() {
		assertThat(new TextTemplate("abc").render(EVENT, 3)).isEqualTo("abc");
		assertThat(new TextTemplate("abcd").render(EVENT, 3)).isEqualTo("abc");
		assertThat(new TextTemplate("ab😀d").render(EVENT, 3)).isEqualTo("ab");
		assertThat(new TextTemplate("a😀d").render(EVENT, 3)).isEqualTo("a😀");
		assertThat(new TextTemplate("a{{subject}}{{subject}}").render(EVENT, 8)).isEqualTo("au&<1>u&");
	}

	@Test
	void stopsRenderingWhenTheTextIsFull() {
		StringBuilder numbers = new StringBuilder("{\"data\":{\"l\":[0");
		for (int i = 1; i < 2_000; i++) {
			numbers.append(',').append(i);
		}
		JsonNode event = JsonMapper.shared().readTree(numbers.append("]}}").toString());
		// 2,000 to the power of 4 steps, if it went on.
		String template = "{{#data.l}}".repeat(4) + "x" + "{{/data.l}}".repeat(4);
		assertThat(new TextTemplate(template).render(event, 10)).isEqualTo("x".repeat(10));
	}

}
