package io.millrace.ingest.stream;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * What became of the intake stream's entries that this node took: each is counted once,
 * unless the node dies in between. Thread-safe.
 */
final class IntakeStreamMetrics {

	private final MeterRegistry registry;

	private final Counter committed;

	private final Counter skipped;

	IntakeStreamMetrics(MeterRegistry registry) {
		this.registry = registry;
		this.committed = counter("committed", "Entries of the intake stream that Kafka acknowledged");
		this.skipped = counter("skipped", "Entries of the intake stream that Kafka turned out to have");
	}

	private Counter counter(String name, String description, String... tags) {
		return Counter.builder("millrace.ingest.stream." + name)
			.description(description)
			.baseUnit("events")
			.tags(tags)
			.register(this.registry);
	}

	void committed(int events) {
		this.committed.increment(events);
	}

	void skipped(int events) {
		this.skipped.increment(events);
	}

	/** Codes are those of item errors, of which there are about twenty. */
	void rejected(String code) {
		counter("rejected", "Entries of the intake stream set aside, by the reason", "reason", code).increment();
	}

}
