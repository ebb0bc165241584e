package io.millrace.ingest.intake;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.ingest.intake.ItemResult.ItemError;
import io.millrace.ingest.intake.ItemResult.Status;
import org.jspecify.annotations.Nullable;

/**
 * Counts events. At any time, for the life of the process: <pre>
 * millrace.ingest.received = millrace.ingest.committed + millrace.ingest.held + millrace.ingest.rejected
 *                            + millrace.ingest.unknown + millrace.ingest.in.flight
 * </pre> Bodies that are refused as a whole are not among them: nobody knows how many
 * events they hold. They are in {@code http.server.requests} by status. Thread-safe.
 */
final class IngestMetrics {

	private static final String REASON = "reason";

	private final MeterRegistry registry;

	private final Counter received;

	private final Counter committed;

	private final Counter held;

	private final Counter unknown;

	private final AtomicLong inFlight = new AtomicLong();

	IngestMetrics(MeterRegistry registry) {
		this.registry = registry;
		this.received = counter("received", "Events read from bodies");
		this.committed = counter("committed", "Events that Kafka acknowledged");
		this.held = counter("held", "Events that Redis keeps until Kafka can take them");
		this.unknown = counter("unknown", "Events that neither Kafka nor Redis acknowledged in time");
		// There from the start, so that a rate can be told from nothing.
		rejected("kafka_unavailable");
		Gauge.builder("millrace.ingest.in.flight", this.inFlight, AtomicLong::get)
			.description("Events received whose outcome is open")
			.baseUnit("events")
			.register(registry);
	}

	private Counter counter(String name, String description) {
		return Counter.builder("millrace.ingest." + name)
			.description(description)
			.baseUnit("events")
			.register(this.registry);
	}

	/** Reasons are the codes of item errors, of which there are about twenty. */
	private Counter rejected(String reason) {
		return Counter.builder("millrace.ingest.rejected")
			.description("Events not taken, by the code that the sender was told")
			.baseUnit("events")
			.tag(REASON, reason)
			.register(this.registry);
	}

	void received(int events) {
		this.inFlight.addAndGet(events);
		this.received.increment(events);
	}

	/**
	 * @param verdict null if there is none because of a bug: what became of the events is
	 * unknown then
	 */
	void answered(int events, @Nullable Verdict verdict) {
		if (verdict == null) {
			this.unknown.increment(events);
		}
		else {
			this.committed.increment(verdict.count(Status.COMMITTED));
			this.held.increment(verdict.count(Status.HELD));
			this.unknown.increment(verdict.count(Status.UNKNOWN));
			Map<String, Integer> reasons = new HashMap<>();
			for (ItemResult result : verdict.results()) {
				ItemError error = result.error();
				if (result.status() == Status.REJECTED && error != null) {
					reasons.merge(error.code(), 1, Integer::sum);
				}
			}
			reasons.forEach((reason, count) -> rejected(reason).increment(count));
		}
		this.inFlight.addAndGet(-events);
	}

}
