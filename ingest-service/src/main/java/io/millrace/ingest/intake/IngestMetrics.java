package io.millrace.ingest.intake;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.ingest.intake.ItemResult.ItemError;
import io.millrace.ingest.intake.ItemResult.Status;
import io.millrace.sink.status.LedgerSource;
import org.jspecify.annotations.Nullable;

/**
 * Counts events. At any time, for the life of the process: <pre>
 * millrace.ingest.received = millrace.ingest.committed + millrace.ingest.held + millrace.ingest.rejected
 *                            + millrace.ingest.unknown + millrace.ingest.in.flight
 * </pre> Bodies that are refused as a whole are not among them: nobody knows how many
 * events they hold. They are in {@code http.server.requests} by status. Thread-safe.
 */
final class IngestMetrics implements LedgerSource {

	private static final String REASON = "reason";

	private static final String RECEIVED = "received";

	private static final String IN_FLIGHT = "inFlight";

	private final MeterRegistry registry;

	private final ReentrantLock lock = new ReentrantLock();

	/** Guarded by the lock, so that they can be held against each other. */
	private final Map<String, Long> counts = new LinkedHashMap<>();

	IngestMetrics(MeterRegistry registry) {
		this.registry = registry;
		counter(RECEIVED, "Events read from bodies");
		counter(Status.COMMITTED.text(), "Events that Kafka acknowledged");
		counter(Status.HELD.text(), "Events that Redis keeps until Kafka can take them");
		counter(Status.UNKNOWN.text(), "Events that neither Kafka nor Redis acknowledged in time");
		this.counts.put(Status.REJECTED.text(), 0L);
		this.counts.put(IN_FLIGHT, 0L);
		// There from the start, so that a rate can be told from nothing.
		rejected("kafka_unavailable");
		Gauge.builder("millrace.ingest.in.flight", this, (metrics) -> metrics.count(IN_FLIGHT))
			.description("Events received whose outcome is open")
			.baseUnit("events")
			.register(registry);
	}

	private void counter(String name, String description) {
		this.counts.put(name, 0L);
		FunctionCounter.builder("millrace.ingest." + name, this, (metrics) -> metrics.count(name))
			.description(description)
			.baseUnit("events")
			.register(this.registry);
	}

	private long count(String name) {
		return Objects.requireNonNull(ledger().get(name));
	}

	@Override
	public Map<String, Long> ledger() {
		this.lock.lock();
		try {
			return Map.copyOf(this.counts);
		}
		finally {
			this.lock.unlock();
		}
	}

	private void add(Map<String, Integer> more) {
		this.lock.lock();
		try {
			more.forEach((name, count) -> this.counts.merge(name, (long) count, Long::sum));
		}
		finally {
			this.lock.unlock();
		}
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
		add(Map.of(RECEIVED, events, IN_FLIGHT, events));
	}

	/**
	 * @param verdict null if there is none because of a bug: what became of the events is
	 * unknown then
	 */
	void answered(int events, @Nullable Verdict verdict) {
		Map<String, Integer> more = new HashMap<>(Map.of(IN_FLIGHT, -events));
		if (verdict == null) {
			more.put(Status.UNKNOWN.text(), events);
		}
		else {
			Map<String, Integer> reasons = new HashMap<>();
			for (ItemResult result : verdict.results()) {
				more.merge(result.status().text(), 1, Integer::sum);
				ItemError error = result.error();
				if (result.status() == Status.REJECTED && error != null) {
					reasons.merge(error.code(), 1, Integer::sum);
				}
			}
			reasons.forEach((reason, count) -> rejected(reason).increment(count));
		}
		add(more);
	}

}
