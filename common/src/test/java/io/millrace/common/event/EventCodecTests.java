package io.millrace.common.event;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class EventCodecTests {

	private static final String HEAD = """
			"specversion":"1.0","id":"1","source":"/shop","type":"order.paid","time":"2026-11-22T10:00:00Z\"""";

	private final EventCodec codec = new EventCodec();

	private Event decode(String json) throws InvalidEventException {
		return this.codec.decode(json.getBytes(StandardCharsets.UTF_8));
	}

	private void assertRefused(String json, String code) {
		assertRefused(json.getBytes(StandardCharsets.UTF_8), code);
	}

	private void assertRefused(byte[] json, String code) {
		assertThatExceptionOfType(InvalidEventException.class).isThrownBy(() -> this.codec.decode(json))
			.satisfies((ex) -> assertThat(ex.code()).as(ex.detail()).isEqualTo(code));
	}

	@Test
	void readsACompleteEventAndKeepsItsBytes() throws InvalidEventException {
		byte[] json = (" {" + HEAD + ",\"subject\":\"ann\\n\\u0041\",\"data\":{\"a\":[1,{\"b\":null}]},\"ext\":7} ")
			.replace("\\n", "")
			.getBytes(StandardCharsets.UTF_8);

		Event event = this.codec.decode(json);

		assertThat(event.id()).isEqualTo("1");
		assertThat(event.source()).isEqualTo("/shop");
		assertThat(event.type()).isEqualTo("order.paid");
		assertThat(event.subject()).isEqualTo("annA");
		assertThat(event.time()).isEqualTo(Instant.parse("2026-11-22T10:00:00Z"));
		assertThat(event.json()).isSameAs(json);
	}

	@ParameterizedTest
	@ValueSource(strings = { "..", "a/b", "{x}", "}", "*", "%2F", "😀", "a b", "'", "\\\"", "\\\\", "é", "é" })
	void takesSubjectsOfAnyCharacters(String subject) throws InvalidEventException {
		assertThat(decode("{" + HEAD + ",\"subject\":\"" + subject + "\"}").subject())
			.isEqualTo(subject.replace("\\\"", "\"").replace("\\\\", "\\"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "specversion", "id", "source", "type", "subject", "time" })
	void refusesAnEventThatLacksAField(String field) {
		String complete = "{" + HEAD + ",\"subject\":\"ann\"}";
		String lacking = complete.replaceFirst("\"" + field + "\":\"[^\"]*\",?", "").replace(",}", "}");

		assertRefused(lacking, field.equals("specversion") ? "specversion_invalid" : field + "_missing");
		assertRefused(complete.replaceFirst("(\"" + field + "\":)\"[^\"]*\"", "$1null"),
				field.equals("specversion") ? "specversion_invalid" : field + "_missing");
		assertRefused(complete.replaceFirst("(\"" + field + "\":)\"[^\"]*\"", "$1{\"x\":[1]}"), field + "_invalid");
		assertRefused(complete.replaceFirst("(\"" + field + "\":)\"[^\"]*\"", "$17"), field + "_invalid");
		assertRefused(complete.replaceFirst("(\"" + field + "\":)\"[^\"]*\"", "$1\"\""), field + "_invalid");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "{}", "{\"specversion\":\"0.3\"}", "{\"specversion\":\"1.1\"}" })
	void refusesAnotherSpecversion(String json) {
		assertRefused(json, "specversion_invalid");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "{", "{}}", "{} {}", "{\"a\"}", "{\"a\":1,}", "{'a':1}", "{\"a\":01}",
			"{\"a\":NaN}", "{\"a\":\"\t\"}", "{\"a\":\"\\x\"}", "{\"a\":\"\\ud8\"}", "{\"a\":tru}", "{\"a\":1}//",
			"{\"a\":[1,2}", "\uFEFF{}" })
	void refusesWhatIsNotJson(String json) {
		assertRefused(json, json.isBlank() && !json.isEmpty() ? "not_an_object" : "malformed_json");
	}

	@ParameterizedTest
	@ValueSource(strings = { "null", "[]", "1", "\"x\"", "true", "[{}]" })
	void refusesWhatIsNoObject(String json) {
		assertRefused(json, "not_an_object");
	}

	@Test
	void refusesATombstone() {
		assertThatExceptionOfType(InvalidEventException.class).isThrownBy(() -> this.codec.decode(null));
	}

	@ParameterizedTest
	@ValueSource(strings = { "\"subject\":\"b\"", "\"s\\u0075bject\":\"b\"", "\"data\":{\"x\":1,\"y\":2,\"x\":3}",
			"\"data\":[{\"a\":{\"x\":1,\"\\u0078\":1}}]", "\"ext\":1,\"ext\":2" })
	void refusesANameThatStandsTwice(String members) {
		assertRefused("{" + HEAD + ",\"subject\":\"ann\"," + members + "}", "duplicate_key");
	}

	@Test
	void findsTheDuplicateAmongManyNames() throws InvalidEventException {
		String names = IntStream.range(0, 1_000)
			.mapToObj((i) -> "\"n" + i + "\":{\"n\":1}")
			.collect(Collectors.joining(","));

		assertThat(decode("{" + HEAD + ",\"subject\":\"ann\",\"data\":{" + names + "}}").subject()).isEqualTo("ann");
		for (int i : new int[] { 0, 1, 15, 16, 17, 999 }) {
			assertRefused("{" + HEAD + ",\"subject\":\"ann\",\"data\":{" + names + ",\"n" + i + "\":1}}",
					"duplicate_key");
		}
	}

	@Test
	void boundsNesting() throws InvalidEventException {
		String event = "{" + HEAD + ",\"subject\":\"ann\",\"data\":%s}";

		assertThat(decode(event.formatted("[".repeat(100) + "]".repeat(100))).id()).isEqualTo("1");
		assertRefused(event.formatted("[".repeat(101) + "]".repeat(101)), "nesting_too_deep");
		assertRefused(event.formatted("{\"a\":".repeat(10_000) + "1" + "}".repeat(10_000)), "nesting_too_deep");
		assertRefused(event.formatted("[".repeat(1_000_000)), "malformed_json");
	}

	@Test
	void boundsNumbersAndTexts() throws InvalidEventException {
		assertRefused("{" + HEAD + ",\"subject\":\"ann\",\"data\":" + "9".repeat(1_001) + "}", "number_too_long");
		assertThat(decode("{" + HEAD + ",\"subject\":\"" + "😀".repeat(255) + "\"}").subject()).hasSize(510);
		assertRefused("{" + HEAD + ",\"subject\":\"" + "a".repeat(256) + "\"}", "subject_invalid");
		assertRefused("{" + HEAD + ",\"subject\":\"a\\nb\"}", "subject_invalid");
		assertRefused("{" + HEAD + ",\"subject\":\"a\\u0000\"}", "subject_invalid");
		assertRefused("{" + HEAD + ",\"subject\":\"a\\u0085\"}", "subject_invalid");
	}

	@Test
	void refusesWhatCannotBeText() {
		assertRefused("{" + HEAD + ",\"subject\":\"ann\",\"data\":\"\\ud83d\"}", "lone_surrogate");
		assertRefused("{" + HEAD + ",\"subject\":\"\\ude00\\ud83d\"}", "lone_surrogate");
		byte[] overlong = ("{" + HEAD + ",\"subject\":\"a??b\"}").getBytes(StandardCharsets.UTF_8);
		int at = overlong.length - 5;
		overlong[at] = (byte) 0xC0;
		overlong[at + 1] = (byte) 0xAF;
		assertRefused(overlong, "malformed_utf8");
		assertRefused(("{" + HEAD + ",\"subject\":\"ann\"}").getBytes(StandardCharsets.UTF_16BE), "malformed_utf8");
	}

	@Test
	void refusesBothKindsOfData() {
		assertRefused("{" + HEAD + ",\"subject\":\"ann\",\"data\":1,\"data_base64\":\"AA==\"}", "data_conflict");
	}

	@ParameterizedTest
	@CsvSource({ "type, order..paid", "type, order paid", "type, 주문", "source, a b", "source, %zz", "source, <x>",
			"time, yesterday", "time, 10000-01-01T00:00:00Z" })
	void refusesAttributesOfAnotherForm(String field, String value) {
		String json = ("{" + HEAD + ",\"subject\":\"ann\"}").replaceFirst("(\"" + field + "\":)\"[^\"]*\"",
				"$1\"" + value + "\"");

		assertRefused(json, field + "_invalid");
	}

}
