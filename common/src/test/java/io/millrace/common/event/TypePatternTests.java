package io.millrace.common.event;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class TypePatternTests {

	@ParameterizedTest
	@CsvSource({ "order.paid, order.paid, true", "order.paid, order.paid.late, false", "order.paid, order, false",
			"order.*, order.paid, true", "order.*, order.paid.late, true", "order.*, order, false",
			"order.*, orders.paid, false", "order.paid.*, order.paid, false", "order.paid.*, order.paid.late, true",
			"*, order, true", "*, order.paid, true" })
	void matches(String pattern, String type, boolean expected) {
		assertThat(new TypePattern(pattern).matches(type)).isEqualTo(expected);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", ".*", "order*", "*.paid", "order.*.paid", "order..paid", ".order", "order.",
			"order paid", "**", "order.**" })
	void refusesWhatIsNoPatternAndSaysWhatIs(String pattern) {
		assertThatIllegalArgumentException().isThrownBy(() -> new TypePattern(pattern))
			.withMessageContaining("'" + pattern + "'")
			.withMessageContaining("order.*");
	}

}
