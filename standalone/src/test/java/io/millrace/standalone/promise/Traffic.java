package io.millrace.standalone.promise;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Iterator;
import java.util.Map;

import io.millrace.testsupport.Model;
import io.millrace.testsupport.TestEvent;
import io.millrace.testsupport.TestEvents;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Seeded events with retries among them, sent bit by bit, and what must come of those
 * that were sent.
 */
final class Traffic {

	/** The type whose subject is notified. */
	static final String NOTIFIED = "order.paid";

	/** The template of the title, of which no two are the same. */
	static final String TITLE = "Paid {{data.orderId}}";

	/** All that a scenario may send, and a bit. */
	private static final int EVENTS = 120_000;

	private final Instant from;

	private final Instant to;

	private final Iterator<TestEvent> events;

	private final Model model = new Model(Map.of(NOTIFIED, (event) -> "Paid " + event.data().get("orderId")));

	private long sent;

	Traffic(long seed) {
		this.to = Instant.now().truncatedTo(ChronoUnit.MINUTES);
		this.from = this.to.minus(Duration.ofDays(1));
		this.events = new TestEvents(seed, 300, this.to, Duration.between(this.from, this.to), 0.08, 0.05)
			.generate(EVENTS)
			.iterator();
	}

	void send(Producer<byte[], byte[]> producer, String topic, int records) {
		for (int i = 0; i < records; i++) {
			TestEvent event = this.events.next();
			this.model.accept(event);
			this.sent++;
			var unused = producer.send(new ProducerRecord<>(topic, event.subject().getBytes(StandardCharsets.UTF_8),
					event.json().getBytes(StandardCharsets.UTF_8)));
		}
		producer.flush();
	}

	/** How many of those that were sent were sent before. */
	long retries() {
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
