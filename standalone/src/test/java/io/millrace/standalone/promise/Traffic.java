package io.millrace.standalone.promise;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

import io.millrace.testsupport.Model;
import io.millrace.testsupport.TestEvent;
import io.millrace.testsupport.TestEvents;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Seeded events with retries among them, sent bit by bit, and what must come of those
 * that were sent. The model is to be looked at while nothing is sent.
 */
final class Traffic {

	/** The type whose subject is notified. */
	static final String NOTIFIED = "order.paid";

	/** The template of the title, of which no two are the same. */
	static final String TITLE = "Paid {{data.orderId}}";

	private final Instant from;

	private final Instant to;

	private final Iterator<TestEvent> events;

	private final Model model = new Model(Map.of(NOTIFIED, (event) -> "Paid " + event.data().get("orderId")));

	/** Whom something was sent about. */
	private final List<String> known = new ArrayList<>();

	private final Set<String> users = new HashSet<>();

	private long sent;

	private int told;

	/**
	 * @param events how many different ones it has
	 */
	Traffic(long seed, int events) {
		this.to = Instant.now().truncatedTo(ChronoUnit.MINUTES);
		this.from = this.to.minus(Duration.ofDays(1));
		this.events = new TestEvents(seed, 300, this.to, Duration.between(this.from, this.to), 0.08, 0.05)
			.generate(events)
			.iterator();
	}

	void send(Producer<byte[], byte[]> producer, String topic, int records) {
		next(records).forEach((event) -> send(producer, topic, event));
		producer.flush();
	}

	/** Sends events, and then all of them once more. */
	void sendTwice(Producer<byte[], byte[]> producer, String topic, int records) {
		List<TestEvent> batch = next(records);
		batch.forEach((event) -> send(producer, topic, event));
		batch.forEach((event) -> send(producer, topic, event));
		producer.flush();
	}

	/**
	 * Sends events that notify somebody.
	 * @return the last one's title
	 */
	String tell(Producer<byte[], byte[]> producer, String topic, String user, int records) {
		String order = "";
		for (int i = 0; i < records; i++) {
			synchronized (this) {
				order = "told-" + this.told++;
			}
			send(producer, topic, new TestEvent("/told", order, NOTIFIED, user, this.to, Map.of("orderId", order)));
		}
		return "Paid " + order;
	}

	private List<TestEvent> next(int records) {
		return IntStream.range(0, records).mapToObj((i) -> this.events.next()).toList();
	}

	private synchronized void send(Producer<byte[], byte[]> producer, String topic, TestEvent event) {
		this.model.accept(event);
		this.sent++;
		if (this.users.add(event.subject())) {
			this.known.add(event.subject());
		}
		var unused = producer.send(new ProducerRecord<>(topic, event.subject().getBytes(StandardCharsets.UTF_8),
				event.json().getBytes(StandardCharsets.UTF_8)));
	}

	/** Somebody whom something was sent about, or nobody's id. */
	synchronized String anybody(Random random) {
		return this.known.isEmpty() ? "nobody" : this.known.get(random.nextInt(this.known.size()));
	}

	/** How many were sent. */
	synchronized long sent() {
		return this.sent;
	}

	/** How many of those that were sent were sent before. */
	synchronized long retries() {
		return this.sent - this.model.events();
	}

	/** No event is earlier. */
	Instant from() {
		return this.from;
	}

	/** No event is later. */
	Instant to() {
		return this.to;
	}

	Model model() {
		return this.model;
	}

}
