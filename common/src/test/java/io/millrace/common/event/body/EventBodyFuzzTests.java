package io.millrace.common.event.body;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

import io.millrace.common.event.Event;
import io.millrace.common.event.EventCodec;
import io.millrace.common.event.InvalidEventException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Random bodies from a seed: what is valid comes back as it was written, and whatever is
 * done to the bytes, the reader either refuses or takes events that every consumer can
 * read.
 */
class EventBodyFuzzTests {

	private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

	private static final EventDefaults DEFAULTS = new EventDefaults("/default", NOW);

	private static final EventBodyReader READER = new EventBodyReader(
			new BodyLimits(1_000, 100_000, Duration.ofMinutes(5)));

	private static final List<String> SUBJECTS = List.of("ann", "..", "a/b", "{x}", "}", "*", "%2F", "\ud83d\ude00",
			"\"", "\\", "\u00e9", "a b", "\u2028");

	private final EventCodec codec = new EventCodec();

	/** An event as it was meant, beside its text. */
	private record Written(String json, String subject, String type, boolean complete) {
	}

	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3, 4 })
	void whatIsWrittenComesBack(long seed) throws Exception {
		Random random = new Random(seed);
		for (int round = 0; round < 500; round++) {
			List<Written> written = new ArrayList<>();
			for (int i = random.nextInt(1, 6); i > 0; i--) {
				written.add(write(random));
			}
			BodyFormat format = (random.nextBoolean()) ? BodyFormat.JSON : BodyFormat.LINES;
			assertComesBack(written, READER.read(body(random, format, written), format, DEFAULTS));
		}
	}

	private void assertComesBack(List<Written> written, List<ReadEvent> read) throws InvalidEventException {
		assertThat(read).hasSameSizeAs(written);
		for (int i = 0; i < written.size(); i++) {
			assertThat(read.get(i)).as(written.get(i).json()).isInstanceOf(ReadEvent.Valid.class);
			Event event = ((ReadEvent.Valid) read.get(i)).event();
			assertThat(event.subject()).isEqualTo(written.get(i).subject());
			assertThat(event.type()).isEqualTo(written.get(i).type());
			if (written.get(i).complete()) {
				assertThat(new String(event.json(), StandardCharsets.UTF_8)).isEqualTo(written.get(i).json());
			}
			assertThat(this.codec.decode(event.json())).usingRecursiveComparison().isEqualTo(event);
		}
	}

	@ParameterizedTest
	@ValueSource(longs = { 5, 6, 7, 8 })
	void whateverIsDoneToTheBytesNothingElseIsThrownAndNothingUnreadableTaken(long seed) {
		Random random = new Random(seed);
		int refused = 0;
		int taken = 0;
		for (int round = 0; round < 10_000; round++) {
			BodyFormat format = BodyFormat.values()[random.nextInt(4)];
			byte[] body = damage(random, body(random, format, List.of(write(random), write(random))));
			try {
				taken += assertReadable(READER.read(body, format, DEFAULTS));
			}
			catch (InvalidBodyException ex) {
				refused++;
			}
			catch (RuntimeException | InvalidEventException ex) {
				throw new AssertionError("seed " + seed + ": " + HexFormat.of().formatHex(body), ex);
			}
		}
		assertThat(refused).isGreaterThan(1_000);
		assertThat(taken).isGreaterThan(1_000);
	}

	private int assertReadable(List<ReadEvent> events) throws InvalidEventException {
		int taken = 0;
		for (ReadEvent event : events) {
			if (event instanceof ReadEvent.Valid valid) {
				assertThat(this.codec.decode(valid.event().json())).usingRecursiveComparison().isEqualTo(valid.event());
				assertThat(this.codec.tree(valid.event()).get("subject").asString()).isEqualTo(valid.event().subject());
				taken++;
			}
		}
		return taken;
	}

	@ParameterizedTest
	@ValueSource(longs = { 9, 10 })
	void consumersRefuseDamagedRecordsWithNothingButTheDeclaredException(long seed) {
		Random random = new Random(seed);
		int refused = 0;
		for (int round = 0; round < 20_000; round++) {
			byte[] value = damage(random, write(random).json().getBytes(StandardCharsets.UTF_8));
			try {
				Event event = this.codec.decode(value);
				assertThat(this.codec.tree(event).get("id").asString()).isEqualTo(event.id());
			}
			catch (InvalidEventException ex) {
				assertThat(ex.code()).matches("[a-z0-9_]+");
				refused++;
			}
		}
		assertThat(refused).isBetween(1_000, 19_999);
	}

	private static byte[] body(Random random, BodyFormat format, List<Written> events) {
		List<String> texts = events.stream().map(Written::json).toList();
		String body = switch (format) {
			case LINES -> String.join(random.nextBoolean() ? "\n" : "\r\n\n", texts);
			case CLOUDEVENT -> texts.getFirst();
			default -> "[" + String.join(space(random) + "," + space(random), texts) + "]";
		};
		return (space(random) + body + space(random)).getBytes(StandardCharsets.UTF_8);
	}

	private static Written write(Random random) {
		String subject = SUBJECTS.get(random.nextInt(SUBJECTS.size())) + random.nextInt(10);
		String type = "t" + random.nextInt(5) + (random.nextBoolean() ? ".x" : "");
		List<String> members = new ArrayList<>(List.of("\"type\":" + string(random, type),
				"\"subject\"" + space(random) + ":" + space(random) + string(random, subject)));
		int complete = 0;
		for (String optional : List.of("\"specversion\":\"1.0\"", "\"id\":" + string(random, "i" + random.nextInt()),
				"\"source\":\"/s?a=b#c\"",
				"\"time\":\"2026-11-2" + random.nextInt(3) + "T09:0" + random.nextInt(10) + ":00.5+01:00\"")) {
			if (random.nextInt(4) > 0) {
				members.add(optional);
				complete++;
			}
		}
		if (random.nextInt(4) > 0) {
			members.add("\"data\":" + value(random, 0));
		}
		Collections.shuffle(members, random);
		String json = "{" + space(random) + String.join(space(random) + "," + space(random), members) + space(random)
				+ "}";
		return new Written(json, subject, type, complete == 4);
	}

	private static String value(Random random, int depth) {
		StringBuilder text = new StringBuilder();
		int kind = random.nextInt((depth < 4) ? 7 : 5);
		switch (kind) {
			case 0 -> text.append(random.nextLong());
			case 1 -> text.append(random.nextInt(100)).append(".50e-").append(random.nextInt(9));
			case 2 -> text.append(List.of("true", "false", "null").get(random.nextInt(3)));
			case 3, 4 -> text.append(string(random, SUBJECTS.get(random.nextInt(SUBJECTS.size()))));
			default -> {
				text.append((kind == 5) ? '[' : '{');
				for (int i = random.nextInt(25); i > 0; i--) {
					text.append((kind == 5) ? "" : "\"n" + i + "\":").append(value(random, depth + 2));
					text.append(space(random)).append((i > 1) ? "," : "");
				}
				text.append((kind == 5) ? ']' : '}');
			}
		}
		return text.toString();
	}

	/** A JSON string, each character either as it is or escaped. */
	private static String string(Random random, String text) {
		StringBuilder json = new StringBuilder("\"");
		boolean escape = random.nextInt(4) == 0;
		for (char c : text.toCharArray()) {
			if (escape || c == '"' || c == '\\') {
				json.append("\\u%04x".formatted((int) c));
			}
			else {
				json.append(c);
			}
		}
		return json.append('"').toString();
	}

	private static String space(Random random) {
		return " \t".repeat(random.nextInt(4) / 3);
	}

	private static byte[] damage(Random random, byte[] body) {
		byte[] damaged = body;
		for (int i = random.nextInt(4); i > 0 && damaged.length > 0; i--) {
			int at = random.nextInt(damaged.length);
			int to = Math.min(damaged.length, at + 1 + random.nextInt(8));
			damaged = switch (random.nextInt(6)) {
				case 0 -> Arrays.copyOf(damaged, at);
				case 1 -> splice(damaged, at, new byte[0], to);
				case 2 -> splice(damaged, to, Arrays.copyOfRange(damaged, at, to), to);
				case 3 -> splice(damaged, at, new byte[] { (byte) random.nextInt(256) }, at + 1);
				case 4 -> splice(damaged, at,
						"{}[]\",:\\u0\nn1-.\0".substring(at % 15, at % 15 + 1).getBytes(StandardCharsets.US_ASCII), at);
				default -> splice(damaged, at, new byte[] { (byte) "{}[]\",:\\ud\nt1e ".charAt(at % 15) }, at + 1);
			};
		}
		return damaged;
	}

	private static byte[] splice(byte[] bytes, int from, byte[] middle, int to) {
		byte[] spliced = Arrays.copyOf(bytes, from + middle.length + bytes.length - to);
		System.arraycopy(middle, 0, spliced, from, middle.length);
		System.arraycopy(bytes, to, spliced, from + middle.length, bytes.length - to);
		return spliced;
	}

}
