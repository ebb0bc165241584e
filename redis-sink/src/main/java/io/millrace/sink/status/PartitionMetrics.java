package io.millrace.sink.status;

import java.util.List;
import java.util.Locale;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.millrace.sink.log.PartitionStatus;
import io.millrace.sink.log.PartitionStatus.State;
import lombok.RequiredArgsConstructor;

/**
 * How many partitions this node owns, by state. Over all nodes of a service and all
 * states they add up to the partitions of its topics, once for each group.
 */
@RequiredArgsConstructor
public final class PartitionMetrics implements MeterBinder {

	private final List<PartitionStatus.Source> sources;

	@Override
	public void bindTo(MeterRegistry registry) {
		for (State state : State.values()) {
			Gauge.builder("millrace.sink.partitions", this, (metrics) -> metrics.count(state))
				.description("Partitions that this node owns")
				.baseUnit("partitions")
				.tag("state", state.name().toLowerCase(Locale.ROOT))
				.register(registry);
		}
	}

	private double count(State state) {
		return this.sources.stream()
			.flatMap((source) -> source.statuses().stream())
			.filter((partition) -> partition.state() == state)
			.count();
	}

}
