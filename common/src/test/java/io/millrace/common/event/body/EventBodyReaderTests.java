package io.millrace.common.event.body;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.millrace.common.event.Event;
import io.millrace.common.event.EventCodec;
import io.millrace.common.event.InvalidEventException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class EventBodyReaderTests {

	private static final Instant NOW = Instant.parse("2026-11-22T10:00:00.123Z");

	private static final EventDefaults DEFAULTS = new EventDefaults("/millrace/anonymous", NOW.plusNanos(456_789));

	private static final int MAX_BYTES = 1_048_576;

	private static final EventBodyReader READER = new EventBodyReader(
			new BodyLimits(10_000, MAX_BYTES, Duration.ofMinutes(5)));

	private static final String GOOD = "{\"type\":\"t\",\"subject\":\"ann\"}";

	private static final String COMPLETE = """
			{ "data" : {"b":1,"a":[ 1.50 ]}, "specversion":"1.0","id":"x","source":"/s", "type":"t",
			"subject":"ann","time":"2026-11-22T09:00:00+09:00","ext":true }""";

	private static byte[] utf8(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	private static List<ReadEvent> read(BodyFormat format, String body) throws InvalidBodyException {
		return READER.read(utf8(body), format, DEFAULTS);
	}

	private static Event valid(ReadEvent event) {
		assertThat(event).isInstanceOf(ReadEvent.Valid.class);
		return ((ReadEvent.Valid) event).event();
	}

	private static String code(ReadEvent event) {
		return (event instanceof ReadEvent.Invalid invalid) ? invalid.fault().code() : "valid";
	}

	private static List<String> codes(BodyFormat format, String body) throws InvalidBodyException {
		return read(format, body).stream().map(EventBodyReaderTests::code).toList();
	}

	private static void assertMalformed(BodyFormat format, byte[] body, String detail) {
		assertThatExceptionOfType(InvalidBodyException.class).isThrownBy(() -> READER.read(body, format, DEFAULTS))
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(InvalidBodyException.Reason.MALFORMED))
			.satisfies((ex) -> assertThat(ex.detail()).contains(detail));
	}

	@Test
	void forwardsACompleteEventByteForByteWhereverItStands() throws InvalidBodyException {
		String line = COMPLETE.replace("\n", "");
		assertThat(valid(read(BodyFormat.JSON, " \n" + COMPLETE + "\n").getFirst()).json()).isEqualTo(utf8(COMPLETE));
		assertThat(valid(read(BodyFormat.CLOUDEVENT, COMPLETE).getFirst()).json()).isEqualTo(utf8(COMPLETE));
		for (BodyFormat format : List.of(BodyFormat.JSON, BodyFormat.CLOUDEVENT_BATCH)) {
			List<ReadEvent> events = read(format, "[7, \"é\" ,  " + COMPLETE + " , " + COMPLETE + "]");
			assertThat(valid(events.get(2)).json()).isEqualTo(utf8(COMPLETE));
			assertThat(valid(events.get(3)).json()).isEqualTo(utf8(COMPLETE));
		}
		List<ReadEvent> lines = read(BodyFormat.LINES, "\n  " + line + " \r\n\r\nü\n" + line);
		assertThat(valid(lines.get(0)).json()).isEqualTo(utf8(line));
		assertThat(code(lines.get(1))).isEqualTo("malformed_json");
		assertThat(valid(lines.get(2)).json()).isEqualTo(utf8(line));
	}

	@Test
	void fillsInWhatIsAbsentAndKeepsTheRest() throws Exception {
		String sent = "{ \"type\":\"t\",\"subject\":\"ann\", \"data\":{\"amount\":12.50},\"ext\":\"\\u0041\" }";

		Event event = valid(read(BodyFormat.JSON, sent).getFirst());

		assertThat(event.id()).matches("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
		assertThat(Long.parseLong(event.id().replace("-", "").substring(0, 12), 16)).isEqualTo(NOW.toEpochMilli());
		assertThat(event.source()).isEqualTo("/millrace/anonymous");
		assertThat(event.time()).isEqualTo(NOW);
		assertThat(new String(event.json(), StandardCharsets.UTF_8)).startsWith("{\"specversion\":\"1.0\",\"id\":")
			.endsWith(sent.substring(1));
		assertThat(new EventCodec().decode(event.json())).usingRecursiveComparison().isEqualTo(event);
	}

	@ParameterizedTest
	@CsvSource({ "specversion", "id", "source", "time" })
	void fillsInASingleAttributeThatIsAbsentOrNull(String attribute) throws Exception {
		for (String sent : List.of(COMPLETE.replaceFirst("\"" + attribute + "\":\"[^\"]*\",", ""),
				COMPLETE.replaceFirst("\"" + attribute + "\":\"[^\"]*\"", "\"" + attribute + "\" : null"))) {
			Event event = valid(read(BodyFormat.JSON, sent).getFirst());
			Event decoded = new EventCodec().decode(event.json());
			JsonNode tree = new EventCodec().tree(decoded);

			assertThat(decoded).usingRecursiveComparison().isEqualTo(event);
			assertThat(tree.size()).isEqualTo(8);
			assertThat(tree.get("data").toString()).isEqualTo("{\"b\":1,\"a\":[1.50]}");
			assertThat(tree.get("ext").asBoolean()).isTrue();
		}
	}

	@Test
	void nullsMayStandFirstLastAndAlone() throws Exception {
		for (String sent : List.of("{\"id\":null,\"type\":\"t\",\"subject\":\"a\",\"time\":null}",
				"{\"type\":\"t\",\"source\":null,\"subject\":\"a\"}",
				"{\"specversion\":null,\"type\":\"t\",\"subject\":\"a\",\"data\":null,\"x\":{\"id\":null}}")) {
			Event event = valid(read(BodyFormat.JSON, sent).getFirst());
			assertThat(new EventCodec().decode(event.json()).id()).isEqualTo(event.id());
		}
		assertThat(codes(BodyFormat.JSON, "{\"id\":null}")).containsExactly("type_missing");
	}

	@Test
	void keepsTheOtherAttributesOfCloudEvents() throws InvalidBodyException {
		String sent = COMPLETE.replaceFirst("\"data\" : .*?}, ",
				"\"datacontenttype\":\"image/png\",\"dataschema\":\"urn:x\",\"data_base64\":\"AAE=\",");

		assertThat(valid(read(BodyFormat.CLOUDEVENT, sent).getFirst()).json()).isEqualTo(utf8(sent));
	}

	@Test
	void assignsIdsThatDifferAndSortInTheOrderOfTheBody() throws InvalidBodyException {
		List<String> ids = read(BodyFormat.JSON, "[" + String.join(",", Collections.nCopies(5_000, GOOD)) + "]")
			.stream()
			.map((event) -> valid(event).id())
			.toList();

		assertThat(ids).isSorted().doesNotHaveDuplicates();
		assertThat(valid(read(BodyFormat.JSON, GOOD).getFirst()).id()).isNotIn(ids);
	}

	@Test
	void oneBadEventCostsNoOther() throws InvalidBodyException {
		String batch = "[" + String.join(",", GOOD, "{}", "7", "null", "[[{\"a\":1}]]",
				"{\"type\":5,\"subject\":\"x\"}", "{\"type\":\"t\"}", "{\"type\":\"t\",\"subject\":{\"subject\":[1]}}",
				"{\"type\":\"t\",\"type\":\"u\",\"subject\":\"x\"}", "{\"type\":\"t\",\"subject\":\"\\ud800\"}",
				"{\"type\":\"t\",\"subject\":\"x\",\"data\":" + "[".repeat(10_000) + "]".repeat(10_000) + "}",
				"{\"type\":\"t\",\"subject\":\"x\",\"data\":\"" + "x".repeat(2_000_000) + "\"}", GOOD) + "]";

		assertThat(codes(BodyFormat.JSON, batch)).containsExactly("valid", "type_missing", "not_an_object",
				"not_an_object", "not_an_object", "type_invalid", "subject_missing", "subject_invalid", "duplicate_key",
				"lone_surrogate", "nesting_too_deep", "event_too_large", "valid");
		assertThat(codes(BodyFormat.LINES, batch.substring(1, batch.length() - 1).replace("},{", "}\n{")))
			.startsWith("valid")
			.endsWith("event_too_large", "valid");
	}

	@Test
	void namesTheEventThatIsRefused() throws InvalidBodyException {
		List<ReadEvent> events = read(BodyFormat.JSON,
				"[{\"id\":\"a1\",\"type\":\"t\"},{\"type\":\"t\",\"id\":\"\\ud800\"},{\"id\":7}]");

		assertThat(events).extracting((event) -> ((ReadEvent.Invalid) event).id()).containsExactly("a1", null, null);
		assertThat(((ReadEvent.Invalid) events.get(0)).fault().detail()).contains("'subject'");
	}

	@ParameterizedTest
	@CsvSource(quoteCharacter = '`', delimiter = '|',
			value = { "id|5|id_invalid", "id|\"\"|id_invalid", "id|\"a\\tb\"|id_invalid", "source|[]|source_invalid",
					"source|\"a b\"|source_invalid", "specversion|\"0.3\"|specversion_invalid",
					"specversion|1.0|specversion_invalid", "time|1763805600|time_invalid",
					"time|\"yesterday\"|time_invalid", "time|\"9999-12-31T23:59:59Z\"|time_in_future",
					"time|\"10000-01-01T00:00:00Z\"|time_invalid", "time|\"0000-01-01T00:00:00Z\"|time_invalid",
					"time|\"2026-11-22T10:05:00.123Z\"|valid", "time|\"2026-11-22T10:05:00.124Z\"|time_in_future",
					"time|\"0001-01-01T00:00:00Z\"|valid", "type|\"a b\"|type_invalid", "subject|\"\"|subject_invalid",
					"subject|\"a\\nb\"|subject_invalid", "subject|true|subject_invalid",
					"data|1,\"data_base64\":\"AA==\"|data_conflict", "data|{\"a\":1,\"a\":2}|duplicate_key",
					"data|1e999|valid", "data|[-1.5E-1000]|number_out_of_range",
					"data|1e999999999|number_out_of_range" })
	void judgesEachAttribute(String name, String value, String code) throws InvalidBodyException {
		String others = Stream.of("type", "subject")
			.filter((other) -> !other.equals(name))
			.map((other) -> "\"" + other + "\":\"x\",")
			.collect(Collectors.joining());
		assertThat(codes(BodyFormat.JSON, "{" + others + "\"" + name + "\":" + value + "}")).containsExactly(code);
	}

	@ParameterizedTest
	@ValueSource(strings = { "..", "a/b", "{x}", "}", "*", "%2F", "😀", "ann ", " ann", "Ann", "ａnn", "a+b", "<b>" })
	void keepsSubjectsApart(String subject) throws InvalidBodyException {
		assertThat(
				valid(read(BodyFormat.JSON, "{\"type\":\"t\",\"subject\":\"" + subject + "\"}").getFirst()).subject())
			.isEqualTo(subject);
	}

	@ParameterizedTest
	@EnumSource(BodyFormat.class)
	void refusesAnEmptyBody(BodyFormat format) {
		assertMalformed(format, new byte[0], "empty");
		assertMalformed(format, utf8(" \r\n\t\n"), "empty");
		assertMalformed(format, new byte[] { (byte) 0xEF, (byte) 0xBB, (byte) 0xBF }, "empty");
	}

	@ParameterizedTest
	@ValueSource(strings = { "null", "1", "\"x\"", "true" })
	void refusesADocumentThatIsNeitherEventNorArray(String body) {
		for (BodyFormat format : List.of(BodyFormat.JSON, BodyFormat.CLOUDEVENT, BodyFormat.CLOUDEVENT_BATCH)) {
			assertMalformed(format, utf8(body), ", not ");
		}
	}

	@Test
	void holdsTheFormatsApart() {
		assertMalformed(BodyFormat.CLOUDEVENT, utf8("[" + GOOD + "]"), "not an array");
		assertMalformed(BodyFormat.CLOUDEVENT_BATCH, utf8(GOOD), "not an object");
		assertMalformed(BodyFormat.JSON, utf8(GOOD + "\n" + GOOD), "x-ndjson");
	}

	@ParameterizedTest
	@ValueSource(strings = { "[%s", "[%s,", "[%s,]", "[%s %s]", "[,%s]", "%s}", "[%s]]", "[{]", "[%s,{\"a\":tru}]",
			"[%s,{\"a\":\"", "[%s,{\"a\":\"\\", "[%s,{\"a\"", "[%s,//\n%s]", "[%s,{\"a\":01}]", "[%s,{\"a\":1e}]",
			"[%s,{a:1}]", "[%s,{\"a\":\"\u0001\"}]" })
	void aSyntaxErrorMakesTheWholeBodyUnreadable(String template) {
		assertMalformed(BodyFormat.JSON, utf8(template.replace("%s", GOOD)), "");
	}

	@Test
	void saysWhereTheSyntaxErrorIs() {
		// The parser refuses a name that isn't text, whatever the object.
		assertMalformed(BodyFormat.JSON, utf8("[" + GOOD + ",{\"\\ud800\":1}]"), "surrogate");
		assertMalformed(BodyFormat.JSON, utf8("[\n  {\"a\" 1}]"), "(line 2, column 8)");
	}

	@Test
	void endlessNestingIsRefusedWithoutHarm() throws InvalidBodyException {
		assertMalformed(BodyFormat.JSON, utf8("[".repeat(10_000)), "");
		assertMalformed(BodyFormat.JSON, utf8("[".repeat(5_000_000)), "");
		assertMalformed(BodyFormat.JSON, utf8("{\"a\":".repeat(1_000_000)), "");
		assertThat(codes(BodyFormat.JSON, "[".repeat(10_000) + "]".repeat(10_000))).containsExactly("not_an_object");
	}

	@Test
	void refusesOtherEncodings() throws InvalidBodyException {
		assertMalformed(BodyFormat.JSON, GOOD.getBytes(StandardCharsets.UTF_16BE), "UTF-8");
		assertMalformed(BodyFormat.JSON, GOOD.getBytes(StandardCharsets.UTF_16LE), "UTF-8");
		assertMalformed(BodyFormat.JSON, GOOD.replace("ann", "änn").getBytes(StandardCharsets.ISO_8859_1), "Byte 23");
		assertThat(codes(BodyFormat.JSON, "\uFEFF" + GOOD)).containsExactly("valid");
		assertThat(codes(BodyFormat.LINES, "\uFEFF" + GOOD + "\n" + GOOD + "\n\uFEFF" + GOOD)).containsExactly("valid",
				"valid", "malformed_json");
		assertMalformed(BodyFormat.JSON, utf8("\uFEFF\uFEFF" + GOOD), "");
		assertThat(
				new String(valid(read(BodyFormat.JSON, "\uFEFF" + COMPLETE).getFirst()).json(), StandardCharsets.UTF_8))
			.isEqualTo(COMPLETE);
	}

	@Test
	void aBrokenLineCostsOnlyItselfAndIsNamed() throws InvalidBodyException {
		ByteArrayOutputStream body = new ByteArrayOutputStream();
		for (String line : List.of(GOOD, "", "{\"type\":", GOOD + GOOD, "}", GOOD, "[" + GOOD + "]", "\u0000", GOOD)) {
			body.writeBytes(utf8(line + "\n"));
		}
		body.writeBytes(new byte[] { '"', (byte) 0xC3, '"' });

		List<ReadEvent> events = readLines(body.toByteArray());

		assertThat(events).extracting(EventBodyReaderTests::code)
			.containsExactly("valid", "malformed_json", "malformed_json", "malformed_json", "valid", "not_an_object",
					"malformed_utf8", "valid", "malformed_utf8");
		assertThat(events).filteredOn(ReadEvent.Invalid.class::isInstance)
			.extracting((event) -> ((ReadEvent.Invalid) event).line())
			.containsExactly(3, 4, 5, 7, 8, 10);
		assertThat(((ReadEvent.Invalid) events.get(1)).fault().detail()).startsWith("Line 3: ");
	}

	private static List<ReadEvent> readLines(byte[] body) throws InvalidBodyException {
		return READER.read(body, BodyFormat.LINES, DEFAULTS);
	}

	@Test
	void boundsTheNumberOfEvents() throws InvalidBodyException {
		String events = IntStream.range(0, 10_000).mapToObj((i) -> "{}").collect(Collectors.joining(","));

		assertThat(read(BodyFormat.JSON, "[" + events + "]")).hasSize(10_000);
		for (BodyFormat format : List.of(BodyFormat.JSON, BodyFormat.LINES)) {
			String body = (format == BodyFormat.JSON) ? "[" + events + ",{}]" : events.replace(',', '\n') + "\n{}";
			assertThatExceptionOfType(InvalidBodyException.class).isThrownBy(() -> read(format, body))
				.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(InvalidBodyException.Reason.TOO_MANY_EVENTS))
				.satisfies((ex) -> assertThat(ex.detail()).contains("10000"));
		}
	}

	@Test
	void boundsTheBytesOfAnEventAsItIsSentOn() throws InvalidBodyException {
		String frame = COMPLETE.replace("true", "\"%s\"");
		int room = MAX_BYTES - utf8(frame).length + 2;

		assertThat(codes(BodyFormat.JSON, frame.formatted("x".repeat(room)))).containsExactly("valid");
		assertThat(codes(BodyFormat.JSON, frame.formatted("x".repeat(room + 1)))).containsExactly("event_too_large");
		assertThat(codes(BodyFormat.JSON, frame.replace("\"id\":\"x\",", "").formatted("x".repeat(room))))
			.containsExactly("event_too_large");
	}

	@Test
	void anEmptyArrayIsNoFault() throws InvalidBodyException {
		assertThat(read(BodyFormat.JSON, "[]")).isEmpty();
		assertThat(read(BodyFormat.CLOUDEVENT_BATCH, " [ ] ")).isEmpty();
	}

	@Test
	void whatIsShownOfAHostileNameIsText() throws InvalidBodyException {
		ReadEvent event = read(BodyFormat.JSON, "{\"\\n\":1,\"\\n\":2}").getFirst();

		InvalidEventException fault = ((ReadEvent.Invalid) event).fault();
		assertThat(fault.detail()).contains("'?'");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "a b", "\"", "a\\b", "/s\n" })
	void refusesADefaultSourceThatWouldBreakTheJson(String source) {
		assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> new EventDefaults(source, NOW));
	}

}
