package io.millrace.ingest.hold;

import java.util.Map;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.sink.status.LedgerSource;

/**
 * What the hold does. Over all nodes and their lives: events held = drained + skipped +
 * entries. Thread-safe.
 */
final class HoldMetrics implements LedgerSource {

	private static final String EVENTS = "events";

	private final MeterRegistry registry;

	private final Counter openings;

	private final Counter drained;

	private final Counter skipped;

	private final Counter unleased;

	HoldMetrics(MeterRegistry registry) {
		this.registry = registry;
		this.openings = Counter.builder("millrace.ingest.hold.openings")
			.description("Times that this node began to hold the events of a partition")
			.baseUnit("openings")
			.register(registry);
		this.drained = events("drained", "Held events that this node handed over to Kafka");
		this.skipped = events("skipped", "Held events that this node found in Kafka already");
		this.unleased = events("unleased",
				"Events sent to Kafka while Redis could not be asked what other nodes hold: their order isn't promised");
	}

	private Counter events(String name, String description) {
		return Counter.builder("millrace.ingest.hold." + name)
			.description(description)
			.baseUnit(EVENTS)
			.register(this.registry);
	}

	void opened() {
		this.openings.increment();
	}

	void drained(int events) {
		this.drained.increment(events);
	}

	void skipped(int events) {
		this.skipped.increment(events);
	}

	void unleased(int events) {
		this.unleased.increment(events);
	}

	@Override
	public Map<String, Long> ledger() {
		return Map.of("drained", (long) this.drained.count(), "skipped", (long) this.skipped.count(), "unleased",
				(long) this.unleased.count());
	}

	/** What all nodes hold, as this one saw it last: the same on every node. */
	void watch(Hold hold) {
		Gauge.builder("millrace.ingest.hold.entries", hold, (seen) -> seen.depth().entries())
			.description("Events that are held, by all nodes")
			.baseUnit(EVENTS)
			.register(this.registry);
		Gauge.builder("millrace.ingest.hold.size", hold, (seen) -> seen.depth().bytes())
			.description("What is held, by all nodes")
			.baseUnit("bytes")
			.register(this.registry);
		Gauge.builder("millrace.ingest.hold.age", hold, (seen) -> seen.depth().age().toMillis() / 1_000.0)
			.description("For how long the oldest held event has been")
			.baseUnit("seconds")
			.register(this.registry);
	}

}
