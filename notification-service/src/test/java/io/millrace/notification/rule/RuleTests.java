package io.millrace.notification.rule;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class RuleTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', nullValues = "-", textBlock = """
			''       | order.paid | subject  | c  | t        | b | A rule's name
			a/b      | order.paid | subject  | c  | t        | b | A rule's name
			r        | order..x   | subject  | c  | t        | b | Rule 'r', event-type: Not an event type pattern
			r        | ''         | subject  | c  | t        | b | Rule 'r', event-type: Not an event type pattern
			r        | order.*    | data.    | c  | t        | b | Rule 'r', recipients: Not a field of an event
			r        | order.*    | user     | c  | t        | b | Rule 'r', recipients: Not a field of an event
			r        | *          | subject  | '' | t        | b | Rule 'r', category: is 1 to 100 characters
			r        | *          | subject  | c  | ' '      | b | Rule 'r', title: is missing
			r        | *          | subject  | c  | {{x      | b | Rule 'r', title: not a template
			r        | *          | subject  | c  | t        | {{#x}} | Rule 'r', body: not a template
			""")
	void saysWhatIsWrongWithARule(String name, String type, String recipients, String category, String title,
			String body, String message) {
		assertThatIllegalArgumentException().isThrownBy(() -> rule(name, type, recipients, category, title, body))
			.withMessageStartingWith(message);
	}

	@Test
	void refusesTwoRulesOfOneName() {
		Rule rule = rule("r", "*", "subject", "c", "t", "");
		assertThatIllegalArgumentException().isThrownBy(() -> new RuleProperties(List.of(rule, rule)))
			.withMessageContaining("Two rules are named 'r'");
	}

	@Test
	void isBoundFromConfiguration() {
		RuleProperties bound = bind(Map.of("millrace.notification.rules[0].name", "paid",
				"millrace.notification.rules[0].event-type", "order.paid", "millrace.notification.rules[0].category",
				"orders", "millrace.notification.rules[0].title", "{{id}}"));
		assertThat(bound.rules()).containsExactly(rule("paid", "order.paid", "subject", "orders", "{{id}}", ""));
		assertThat(bind(Map.of()).rules()).isEmpty();
	}

	@Test
	void failsTheBindingWithTheReason() {
		assertThatThrownBy(() -> bind(Map.of("millrace.notification.rules[0].name", "paid",
				"millrace.notification.rules[0].event-type", "order.paid", "millrace.notification.rules[0].category",
				"orders", "millrace.notification.rules[0].title", "{{id")))
			.hasRootCauseMessage("Rule 'paid', title: not a template: '{{id' is never closed");
	}

	private static Rule rule(String name, String type, String recipients, String category, String title, String body) {
		return new Rule(name, type, recipients, category, title, body, "", "", "", false, List.of("inbox"));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			data.amount >          | '' | '' | Rule 'r', condition: not a condition
			data.amount + 1        | '' | '' | Rule 'r', condition: not a condition
			other.amount > 1       | '' | '' | Rule 'r', condition: not a condition
			'text'                 | '' | '' | Rule 'r', condition: not a condition
			true                   | {{x | '' | Rule 'r', feed: not a template
			true                   | '' | {{x | Rule 'r', collapse-key: not a template
			""")
	void saysWhatIsWrongWithConditionsAndKeys(String condition, String feed, String collapseKey, String message) {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new Rule("r", "*", "subject", "c", "t", "", condition, feed, collapseKey, false,
					List.of("inbox")))
			.withMessageStartingWith(message);
	}

	@Test
	void refusesConditionsThatAreTooLarge() {
		for (String condition : List.of("true" + " && true".repeat(1_000), "(".repeat(500) + "true" + ")".repeat(500),
				"[".repeat(300) + "]".repeat(300) + " == data")) {
			assertThatIllegalArgumentException()
				.isThrownBy(
						() -> new Rule("r", "*", "subject", "c", "t", "", condition, "", "", false, List.of("inbox")))
				.withMessageStartingWith("Rule 'r', condition: not a condition");
		}
	}

	@Test
	void endsConditionsThatTakeTooLong() {
		CompiledRule rule = new CompiledRule(new Rule("r", "*", "subject", "c", "t", "",
				"data.l.all(a, data.l.all(b, data.l.all(c, data.l.all(d, a + b + c + d < 100))))", "", "", false,
				List.of("inbox")));
		JsonNode event = JsonMapper.shared().readTree("{\"data\":{\"l\":[1,2,3,4,5,6,7,8,9,10]}}");
		assertThat(rule.unmet(event)).startsWith("the condition can't be told");
	}

	@Test
	void putsStoredRulesBehindConfiguredOnes() {
		Rules rules = new Rules(List.of(rule("b", "*", "subject", "c", "t", "")));
		rules.put(rule("c", "*", "subject", "c", "t", ""), 1);
		rules.put(rule("a", "*", "subject", "c", "t", ""), 2);
		rules.put(rule("b", "other", "subject", "c", "t", ""), 3);
		assertThat(rules.matching("x")).extracting(CompiledRule::name).containsExactly("b", "a", "c");
		rules.put(rule("a", "other", "subject", "c", "t", ""), 4);
		rules.remove("b");
		rules.remove("c");
		assertThat(rules.matching("x")).extracting(CompiledRule::name).containsExactly("b");
	}

	private static RuleProperties bind(Map<String, String> properties) {
		return new Binder(new MapConfigurationPropertySource(properties)).bindOrCreate("millrace.notification",
				RuleProperties.class);
	}

	@Test
	void looksAtEventsOfItsTypeOnly() {
		Rules rules = new Rules(List.of(rule("exact", "order.paid", "subject", "c", "t", ""),
				rule("prefix", "order.*", "subject", "c", "t", ""), rule("all", "*", "subject", "c", "t", "")));
		assertThat(rules.matching("order.paid")).extracting(CompiledRule::name)
			.containsExactly("exact", "prefix", "all");
		assertThat(rules.matching("order.paid.late")).extracting(CompiledRule::name).containsExactly("prefix", "all");
		assertThat(rules.matching("order")).extracting(CompiledRule::name).containsExactly("all");
	}

}
