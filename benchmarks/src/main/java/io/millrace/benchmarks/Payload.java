package io.millrace.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Events of about 220 bytes, complete, as a client sends them that wants to be able to
 * repeat them. Of two thousand users.
 */
final class Payload {

	/** The type of which users are notified. */
	static final String NOTIFIED = "order.paid";

	private static final List<String> TYPES = List.of("shop.view", "shop.view", "shop.view", "shop.cart", NOTIFIED);

	/** Of the last hour and of three types, a fifth of them {@link #NOTIFIED}. */
	static final Payload SHOP = new Payload(TYPES, Duration.ofHours(1));

	private static final int USERS = 2_000;

	private final List<String> types;

	private final Duration span;

	/**
	 * Events of some types, each as often as it is named, until now.
	 */
	private Payload(List<String> types, Duration span) {
		this.types = types;
		this.span = span;
	}

	/** Events of the last day, of so many types. */
	static Payload day(int types) {
		return new Payload(IntStream.range(0, types).mapToObj("shop.type-%04d"::formatted).toList(),
				Duration.ofDays(1));
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
	Stream<Line> events(int count) {
		Random random = new Random(7);
		Instant now = Instant.now();
		return IntStream.range(0, count)
			.mapToObj((number) -> event(number, now.minusMillis(this.span.toMillis() * (count - number) / count),
					random));
	}

	/** Events come about in the order of their times, some a few seconds late. */
	private Line event(int number, Instant about, Random random) {
		String user = "user-" + random.nextInt(USERS);
		String type = this.types.get(random.nextInt(this.types.size()));
		Instant time = about.minusMillis(random.nextInt(5_000));
		String json = "{\"specversion\":\"1.0\",\"id\":\"%08x%08x\",\"source\":\"/shop/web\",\"type\":\"%s\",\"subject\":\"%s\",\"time\":\"%s\",\"data\":{\"item\":\"hand mill %d\",\"price\":%d.%02d}}"
			.formatted(random.nextInt(), number, type, user, time, random.nextInt(500), random.nextInt(900),
					random.nextInt(100));
		return new Line(user, json);
	}

	/** Writes events one a line, as ProducerPerformance reads them. */
	void write(Path file, int count) {
		try {
			Files.createDirectories(file.toAbsolutePath().getParent());
			Files.write(file, (Iterable<String>) events(count).map(Line::json)::iterator);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
