package io.millrace.common.event.body;

import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.sun.management.ThreadMXBean;
import io.millrace.common.event.Event;
import io.millrace.common.event.EventCodec;
import io.millrace.common.event.InvalidEventException;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What holds for any body: it is read or refused, in time and memory that its length
 * bounds, and what was read is what was written.
 */
class EventBodyPropertyTests {

	private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

	private static final EventDefaults DEFAULTS = new EventDefaults("/default", NOW);

	private static final BodyLimits LIMITS = new BodyLimits(1_000, 1_000_000, Duration.ofMinutes(5));

	private static final EventBodyReader READER = new EventBodyReader(LIMITS);

	private static final JsonMapper JSON = new JsonMapper();

	private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

	/** Each event's bytes are copied, its attributes become texts, and so on. */
	private static final int ALLOCATED_PER_BYTE = 60;

	private static final long ALLOCATED_ANYWAY = 500_000;

	private final EventCodec codec = new EventCodec();

	@Property(tries = 3_000)
	void anyBytesAreReadOrRefused(@ForAll byte[] body, @ForAll BodyFormat format) throws InvalidEventException {
		readable(body, format);
	}

	@Property(tries = 3_000)
	void anyTextIsReadOrRefused(@ForAll("almostJson") String body, @ForAll BodyFormat format)
			throws InvalidEventException {
		readable(body.getBytes(StandardCharsets.UTF_8), format);
	}

	/** Whatever is taken every consumer can read. */
	private void readable(byte[] body, BodyFormat format) throws InvalidEventException {
		try {
			for (ReadEvent event : READER.read(body, format, DEFAULTS)) {
				if (event instanceof ReadEvent.Valid valid) {
					assertThat(this.codec.decode(valid.event().json())).usingRecursiveComparison()
						.isEqualTo(valid.event());
				}
			}
		}
		catch (InvalidBodyException ex) {
			assertThat(ex.detail()).isNotBlank();
		}
	}

	@Provide
	Arbitrary<String> almostJson() {
		return Arbitraries
			.of("{", "}", "[", "]", ",", ":", "\"", "\\", "\\u0000", "\\ud800", "1", "-1.5e9", "true", "null", " ",
					"\n", "\"type\":\"t\"", "\"subject\":\"s\"", "\"id\":\"i\"", "\"id\":null", "\"data\":",
					"{\"type\":\"t\",\"subject\":\"s\"}", "\u00e9", "\ufeff")
			.list()
			.ofMaxSize(40)
			.map((parts) -> String.join("", parts));
	}

	@Property(tries = 1_000)
	void whatIsWrittenComesBack(@ForAll("events") List<Map<String, Object>> events) throws Exception {
		byte[] body = JSON.writeValueAsBytes(events);

		List<ReadEvent> read = READER.read(body, BodyFormat.CLOUDEVENT_BATCH, DEFAULTS);

		assertThat(read).hasSameSizeAs(events);
		for (int i = 0; i < events.size(); i++) {
			Event event = ((ReadEvent.Valid) read.get(i)).event();
			assertThat(event.json()).isEqualTo(JSON.writeValueAsBytes(events.get(i)));
			assertThat(event.subject()).isEqualTo(events.get(i).get("subject"));
			assertThat(event.identity()).isEqualTo(this.codec.decode(event.json()).identity());
		}
	}

	@Provide
	Arbitrary<List<Map<String, Object>>> events() {
		Arbitrary<String> texts = Arbitraries.strings()
			.withCharRange(' ', '~')
			.withCharRange('\u00a0', '\ud7ff')
			.ofMinLength(1)
			.ofMaxLength(100);
		return Combinators.combine(texts, texts, data()).as((id, subject, data) -> {
			Map<String, Object> event = new LinkedHashMap<>();
			event.put("specversion", "1.0");
			event.put("id", id);
			event.put("source", "/s");
			event.put("type", "a.b");
			event.put("subject", subject);
			event.put("time", "2026-11-20T10:00:00Z");
			event.put("data", data);
			return event;
		}).list().ofMaxSize(5);
	}

	private static Arbitrary<Object> data() {
		Arbitrary<Object> leaves = Arbitraries.oneOf(Arbitraries.strings().alpha().numeric().ofMaxLength(20),
				Arbitraries.longs(), Arbitraries.of(true, false));
		Arbitrary<Object> lists = leaves.list().ofMaxSize(5).map((list) -> list);
		return Arbitraries.oneOf(leaves, lists,
				Arbitraries.maps(Arbitraries.strings().alpha().ofMinLength(1).ofMaxLength(5), lists)
					.ofMaxSize(4)
					.map((map) -> map));
	}

	/** Shapes that have brought parsers down. */
	@Property(tries = 60)
	void timeAndMemoryAreBoundedByTheLength(@ForAll("shapes") String shape, @ForAll @IntRange(max = 400_000) int times,
			@ForAll BodyFormat format) throws InvalidEventException {
		String event = "{\"type\":\"t\",\"subject\":\"s\",\"data\":";
		byte[] body = (event + shape.repeat(times / shape.length())).getBytes(StandardCharsets.UTF_8);
		long start = System.nanoTime();
		// The comparison allocates more than the reading, and so do classes when they are
		// first used.
		readable(body, format);
		long allocated = THREADS.getCurrentThreadAllocatedBytes();
		readOnly(body, format);

		assertThat(THREADS.getCurrentThreadAllocatedBytes() - allocated).as("bytes for %s of %s", body.length, shape)
			.isLessThan(ALLOCATED_PER_BYTE * (long) body.length + ALLOCATED_ANYWAY);
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
	}

	private static void readOnly(byte[] body, BodyFormat format) {
		try {
			READER.read(body, format, DEFAULTS);
		}
		catch (InvalidBodyException ex) {
			assertThat(ex.detail()).isNotBlank();
		}
	}

	@Provide
	Arbitrary<String> shapes() {
		return Arbitraries.of("[", "{\"a\":", "[[],", "{\"a\":[", "\"", "1", "-", "1e", "\\", "\"\\u0041", "{}", "\n",
				"{\"type\":\"t\",\"subject\":\"s\"}\n", " ", "\u0000", "\ud83d\ude00", "1,", "\"a\":1,");
	}

}
