package io.millrace.common.expression;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

import io.millrace.common.event.Event;
import io.millrace.common.event.EventCodec;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ConditionTests {

	private static JsonNode event(String amount) {
		String json = "{\"type\":\"a\",\"data\":{\"amount\":" + amount + "}}";
		return new EventCodec()
			.tree(new Event("1", "/s", "a", "ann", Instant.EPOCH, json.getBytes(StandardCharsets.UTF_8)));
	}

	@ParameterizedTest
	@CsvSource({ "1e400, true", "-1e400, false", "1e-400, false", "101, true", "100.5, true", "99, false",
			"123456789012345678901234567890, true", "1e999999999, true" })
	void comparesNumbersOfAnySize(String amount, boolean holds) throws Exception {
		assertThat(new Condition("data.amount > 100").holds(event(amount))).isEqualTo(holds);
	}

	@ParameterizedTest
	@ValueSource(strings = { "\"101\"", "null", "[]", "{}" })
	void doesNotDecideAboutOtherValues(String amount) {
		Condition condition = new Condition("data.amount > 100");
		assertThatExceptionOfType(Expression.UndecidedException.class).isThrownBy(() -> condition.holds(event(amount)));
	}

}
