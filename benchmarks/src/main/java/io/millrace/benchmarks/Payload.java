package io.millrace.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Events of about 220 bytes, complete, as a client sends them that wants to be able to
 * repeat them. Of the last hour, of two thousand users, a fifth of them
 * {@link #NOTIFIED}.
 */
final class Payload {

	/** The type of which users are notified. */
	static final String NOTIFIED = "order.paid";

	private static final List<String> TYPES = List.of("shop.view", "shop.view", "shop.view", "shop.cart", NOTIFIED);

	/** An hour. */
	private static final long SPAN_MILLIS = 3_600_000;

	private static final int USERS = 2_000;

	private Payload() {
	}

	/**
	 * One event.
	 *
	 * @param user its subject
	 * @param json the event
	 */
	record Line(String user, String json) {
	}

	/** So many different events, the same each time but for their times. */
	static Stream<Line> events(int count) {
		Random random = new Random(7);
		Instant now = Instant.now();
		return IntStream.range(0, count)
			.mapToObj((number) -> event(number, now.minusMillis(SPAN_MILLIS * (count - number) / count), random));
	}

	/** Events come about in the order of their times, some a few seconds late. */
	private static Line event(int number, Instant about, Random random) {
		String user = "user-" + random.nextInt(USERS);
		String type = TYPES.get(random.nextInt(TYPES.size()));
		Instant time = about.minusMillis(random.nextInt(5_000));
		String json = "{\"specversion\":\"1.0\",\"id\":\"%08x%08x\",\"source\":\"/shop/web\",\"type\":\"%s\",\"subject\":\"%s\",\"time\":\"%s\",\"data\":{\"item\":\"hand mill %d\",\"price\":%d.%02d}}"
			.formatted(random.nextInt(), number, type, user, time, random.nextInt(500), random.nextInt(900),
					random.nextInt(100));
		return new Line(user, json);
	}

	/** Writes events one a line, as ProducerPerformance reads them. */
	static void write(Path file, int count) {
		try {
			Files.createDirectories(file.toAbsolutePath().getParent());
			Files.write(file, (Iterable<String>) events(count).map(Line::json)::iterator);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
