package io.millrace.notification.rule;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
		assertThatIllegalArgumentException().isThrownBy(() -> new Rule(name, type, recipients, category, title, body))
			.withMessageStartingWith(message);
	}

	@Test
	void refusesTwoRulesOfOneName() {
		Rule rule = new Rule("r", "*", "subject", "c", "t", "");
		assertThatIllegalArgumentException().isThrownBy(() -> new RuleProperties(List.of(rule, rule)))
			.withMessageContaining("Two rules are named 'r'");
	}

	@Test
	void isBoundFromConfiguration() {
		RuleProperties bound = bind(Map.of("millrace.notification.rules[0].name", "paid",
				"millrace.notification.rules[0].event-type", "order.paid", "millrace.notification.rules[0].category",
				"orders", "millrace.notification.rules[0].title", "{{id}}"));
		assertThat(bound.rules()).containsExactly(new Rule("paid", "order.paid", "subject", "orders", "{{id}}", ""));
		assertThat(bind(Map.of()).rules()).isEmpty();
	}

	@Test
	void failsTheBindingWithTheReason() {
		assertThatThrownBy(() -> bind(Map.of("millrace.notification.rules[0].name", "paid",
				"millrace.notification.rules[0].event-type", "order.paid", "millrace.notification.rules[0].category",
				"orders", "millrace.notification.rules[0].title", "{{id")))
			.hasRootCauseMessage("Rule 'paid', title: not a template: '{{id' is never closed");
	}

	private static RuleProperties bind(Map<String, String> properties) {
		return new Binder(new MapConfigurationPropertySource(properties)).bindOrCreate("millrace.notification",
				RuleProperties.class);
	}

	@Test
	void looksAtEventsOfItsTypeOnly() {
		Rules rules = new Rules(List.of(new Rule("exact", "order.paid", "subject", "c", "t", ""),
				new Rule("prefix", "order.*", "subject", "c", "t", ""), new Rule("all", "*", "subject", "c", "t", "")));
		assertThat(rules.matching("order.paid")).extracting(CompiledRule::name)
			.containsExactly("exact", "prefix", "all");
		assertThat(rules.matching("order.paid.late")).extracting(CompiledRule::name).containsExactly("prefix", "all");
		assertThat(rules.matching("order")).extracting(CompiledRule::name).containsExactly("all");
	}

}
