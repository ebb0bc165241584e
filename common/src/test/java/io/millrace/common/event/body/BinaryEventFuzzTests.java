package io.millrace.common.event.body;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Random;

import io.millrace.common.event.Event;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Random events in binary mode from a seed: attributes and data come back as they were
 * meant, and no body gets among the attributes.
 */
class BinaryEventFuzzTests {

	private static final EventDefaults DEFAULTS = new EventDefaults("/default", Instant.parse("2026-11-22T10:00:00Z"));

	private static final EventBodyReader READER = new EventBodyReader(
			new BodyLimits(1, 1_000_000, Duration.ofMinutes(5)));

	private static final JsonMapper JSON = new JsonMapper();

	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3 })
	void attributesComeBack(long seed) throws Exception {
		Random random = new Random(seed);
		for (int round = 0; round < 2_000; round++) {
			String subject = text(random);
			BinaryEvent binary = binary(encode(random, subject));
			Event event = event(
					binary.structured("application/json", "{\"a\":[1.50]}".getBytes(StandardCharsets.UTF_8)));
			assertThat(event.subject()).as("seed %s", seed).isEqualTo(subject);
			assertThat(new String(event.json(), StandardCharsets.UTF_8)).contains("\"data\":{\"a\":[1.50]}");
		}
	}

	@ParameterizedTest
	@ValueSource(longs = { 4, 5, 6 })
	void whateverTheBodyIsItStaysTheData(long seed) throws Exception {
		Random random = new Random(seed);
		int refused = 0;
		int taken = 0;
		for (int round = 0; round < 5_000; round++) {
			byte[] body = body(random);
			boolean json = random.nextBoolean();
			try {
				JsonNode tree = JSON.readTree(binary("ann").structured(json ? "application/json" : "image/png", body));
				assertThat(tree.get("subject").asString()).isEqualTo("ann");
				assertThat(tree.propertyNames()).containsOnly("specversion", "type", "subject", "datacontenttype",
						json ? "data" : "data_base64");
				if (!json) {
					assertThat(Base64.getDecoder().decode(tree.get("data_base64").asString())).isEqualTo(body);
				}
				taken++;
			}
			catch (InvalidBodyException ex) {
				assertThat(json).isTrue();
				refused++;
			}
			catch (JacksonException ex) {
				throw new AssertionError("seed " + seed + ": " + new String(body, StandardCharsets.UTF_8), ex);
			}
		}
		assertThat(refused).isGreaterThan(500);
		assertThat(taken).isGreaterThan(500);
	}

	private static BinaryEvent binary(String subject) throws InvalidBodyException {
		BinaryEvent binary = new BinaryEvent();
		binary.attribute("ce-specversion", "1.0");
		binary.attribute("Ce-Type", "t");
		binary.attribute("ce-subject", subject);
		return binary;
	}

	private static Event event(byte[] structured) throws InvalidBodyException {
		return ((ReadEvent.Valid) READER.read(structured, BodyFormat.CLOUDEVENT, DEFAULTS).getFirst()).event();
	}

	private static String text(Random random) {
		int[] characters = random.ints(1 + random.nextInt(20), 0x20, 0x20000)
			.map((point) -> (random.nextInt(3) > 0) ? 0x20 + point % 0x5F : point)
			.filter((point) -> !Character.isISOControl(point) && (point < 0xD800 || point > 0xDFFF))
			.toArray();
		return "u" + new String(characters, 0, characters.length) + "u";
	}

	/** As little as must be, or all, and with or without quotes. */
	private static String encode(Random random, String text) {
		boolean all = random.nextBoolean();
		StringBuilder encoded = new StringBuilder();
		for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
			boolean plain = each > ' ' && each < 0x7F && each != '%' && each != '"' && each != '\\';
			encoded.append((plain && !all) ? Character.toString(each) : "%%%02X".formatted(each));
		}
		return random.nextBoolean() ? "\"" + encoded + "\"" : encoded.toString();
	}

	private static byte[] body(Random random) {
		String json = "{\"a\":[1,{\"b\":\"\u00e9\\u0041\"}],\"c\":null}";
		StringBuilder body = new StringBuilder(json);
		for (int i = random.nextInt(3); i > 0; i--) {
			int at = random.nextInt(body.length());
			switch (random.nextInt(3)) {
				case 0 -> body.setLength(Math.max(1, at));
				case 1 -> body.insert(at, ",\"subject\":\"eve\"");
				default -> body.setCharAt(at, "{}[]\",:\\1 ".charAt(random.nextInt(10)));
			}
		}
		return body.toString().getBytes(StandardCharsets.UTF_8);
	}

}
