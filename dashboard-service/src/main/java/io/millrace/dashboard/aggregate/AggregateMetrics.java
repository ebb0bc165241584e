package io.millrace.dashboard.aggregate;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.sink.status.LedgerSource;
import io.millrace.dashboard.meter.Level;
import io.millrace.dashboard.meter.Metric;

/**
 * What became of the events given to the effect ({@code millrace.sink.applied}): for each
 * level, applied = counted + late. What is read again after a reopening counts again;
 * exact figures stand in Redis, in each partition's stats.
 */
final class AggregateMetrics implements LedgerSource {

	private final Map<Level, Counter> late = new EnumMap<>(Level.class);

	private final Counter others;

	private final Counter lateForJourneys;

	private final MeterRegistry registry;

	AggregateMetrics(MeterRegistry registry) {
		this.registry = registry;
		for (Level level : Level.values()) {
			this.late.put(level,
					Counter.builder("millrace.dashboard.late.dropped")
						.description("Events that came too late to be counted at a level")
						.baseUnit("events")
						.tag("level", level.key())
						.register(registry));
		}
		this.lateForJourneys = Counter.builder("millrace.dashboard.journeys.late")
			.description("Events that came too late to be taken into their user's history for funnels and retentions")
			.baseUnit("events")
			.register(registry);
		this.others = Counter.builder("millrace.dashboard.others")
			.description("Counted as others, because a metric had too many groups that day")
			.baseUnit("events")
			.register(registry);
	}

	void late(Level level) {
		Objects.requireNonNull(this.late.get(level)).increment();
	}

	/** The names are those of meters, of which there are a hundred at most at a time. */
	void unmeasured(Metric metric) {
		Counter.builder("millrace.dashboard.unmeasured")
			.description(
					"Events that a meter didn't count, as they have no such value: none, no number or too many digits")
			.baseUnit("events")
			.tag("meter", metric.name())
			.register(this.registry)
			.increment();
	}

	void lateForJourneys() {
		this.lateForJourneys.increment();
	}

	void other() {
		this.others.increment();
	}

	/** Late at the level that is kept longest is counted nowhere. */
	@Override
	public Map<String, Long> ledger() {
		return Map.of("dashboard.lateDropped", (long) Objects.requireNonNull(this.late.get(Level.DAY)).count());
	}

}
