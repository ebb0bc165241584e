package io.millrace.ingest.stream;

import java.util.Map;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.sink.status.LedgerSource;

/**
 * What became of the intake stream's entries that this node took: each is counted once,
 * unless the node dies in between. Thread-safe.
 */
final class IntakeStreamMetrics implements LedgerSource {

	private static final String PREFIX = "millrace.ingest.stream.";

	private final MeterRegistry registry;

	private final Counter committed;

	private final Counter skipped;

	IntakeStreamMetrics(MeterRegistry registry) {
		this.registry = registry;
		this.committed = counter("committed", "Entries of the intake stream that Kafka acknowledged");
		this.skipped = counter("skipped", "Entries of the intake stream that Kafka turned out to have");
	}

	private Counter counter(String name, String description, String... tags) {
		return Counter.builder(PREFIX + name)
			.description(description)
			.baseUnit("events")
			.tags(tags)
			.register(this.registry);
	}

	@Override
	public Map<String, Long> ledger() {
		double rejected = this.registry.find(PREFIX + "rejected").counters().stream().mapToDouble(Counter::count).sum();
		return Map.of("streamCommitted", (long) this.committed.count(), "streamSkipped", (long) this.skipped.count(),
				"streamRejected", (long) rejected);
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
