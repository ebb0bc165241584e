package io.millrace.standalone.promise;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Seeded events with retries among them, and what must come of them, counted on the way
 * out. Knows nothing of how the services do it.
 */
final class Traffic {

	static final String NOTIFIED = "order.paid";

	private static final List<String> TYPES = List.of("shop.view", "shop.view", "shop.view", "shop.cart", NOTIFIED);

	private static final List<String> HOSTILE = List.of("..", "a/b", "{x}", "}", "*", "%2F", "{}",
			"\uD83D\uDE42 smile");

	private final Instant began = Instant.now().truncatedTo(ChronoUnit.MINUTES);

	private final Random random;

	private final int users;

	private final List<Sent> sent = new ArrayList<>();

	/**
	 * Event times lie in the two days before: many cells, few of which a single batch
	 * touches.
	 */
	static final Duration SPREAD = Duration.ofDays(2);

	private final Map<String, Long> events = new TreeMap<>();

	private final Map<String, Set<String>> usersByType = new TreeMap<>();

	private final Map<String, List<String>> inboxes = new LinkedHashMap<>();

	private int retries;

	Traffic(long seed, int users) {
		this.random = new Random(seed);
		this.users = users;
	}

	private record Sent(String key, byte[] value) {
	}

	/**
	 * Sends that many records, one in twelve of them a retry of one of the last thousand.
	 */
	void send(Producer<byte[], byte[]> producer, String topic, int records) {
		for (int i = 0; i < records; i++) {
			boolean retry = !this.sent.isEmpty() && this.random.nextInt(12) == 0;
			Sent next = retry ? again() : fresh();
			var unused = producer
				.send(new ProducerRecord<>(topic, next.key().getBytes(StandardCharsets.UTF_8), next.value()));
		}
		producer.flush();
	}

	private Sent again() {
		this.retries++;
		int recent = Math.min(this.sent.size(), 1000);
		return this.sent.get(this.sent.size() - 1 - this.random.nextInt(recent));
	}

	private Sent fresh() {
		String type = TYPES.get(this.random.nextInt(TYPES.size()));
		int number = this.random.nextInt(this.users);
		String user = (number < HOSTILE.size()) ? HOSTILE.get(number) : "user-" + number;
		String id = "e" + this.sent.size();
		Instant time = this.began.minusSeconds(this.random.nextLong(SPREAD.toSeconds()));
		this.events.merge(type + " " + time.truncatedTo(ChronoUnit.MINUTES), 1L, Long::sum);
		this.usersByType.computeIfAbsent(type, (key) -> new HashSet<>()).add(user);
		if (type.equals(NOTIFIED)) {
			this.inboxes.computeIfAbsent(user, (key) -> new ArrayList<>()).add(id);
		}
		String json = """
				{"specversion":"1.0","id":"%s","source":"/promise","type":"%s","subject":"%s","time":"%s","data":{"n":%d}}"""
			.formatted(id, type, user, time, this.sent.size());
		Sent fresh = new Sent(user, json.getBytes(StandardCharsets.UTF_8));
		this.sent.add(fresh);
		return fresh;
	}

	int retries() {
		return this.retries;
	}

	Instant began() {
		return this.began;
	}

	/**
	 * How many events there are of each type in each minute, by {@code <type> <minute>}.
	 */
	Map<String, Long> events() {
		return this.events;
	}

	/** How many users each type has. */
	long users(String type) {
		return this.usersByType.getOrDefault(type, Set.of()).size();
	}

	/** The ids of the events of which each user must be notified, in order. */
	Map<String, List<String>> inboxes() {
		return this.inboxes;
	}

}
