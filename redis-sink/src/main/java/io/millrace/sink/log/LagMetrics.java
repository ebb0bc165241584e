package io.millrace.sink.log;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;

/**
 * {@code millrace.sink.lag}: a gauge for each partition that this process owns now.
 * Summed over all nodes it is a group's lag, once every partition has its owner.
 * Thread-safe.
 */
final class LagMetrics {

	private final MultiGauge gauges;

	private final Map<Integer, PartitionLag> owned = new ConcurrentHashMap<>();

	LagMetrics(MeterRegistry registry, String group, String topic) {
		this.gauges = MultiGauge.builder("millrace.sink.lag")
			.description("Records of a partition that have not taken effect yet")
			.baseUnit("records")
			.tags(Tags.of("group", group, "topic", topic))
			.register(registry);
	}

	void add(int partition, PartitionLag lag) {
		this.owned.put(partition, lag);
		refresh();
	}

	/** Does nothing if another member in this process has taken over meanwhile. */
	void remove(int partition, PartitionLag lag) {
		if (this.owned.remove(partition, lag)) {
			refresh();
		}
	}

	private synchronized void refresh() {
		List<Row<?>> rows = this.owned.keySet().stream().<Row<?>>map(this::row).toList();
		this.gauges.register(rows);
	}

	private Row<?> row(Integer partition) {
		return Row.of(Tags.of("partition", partition.toString()), this, (metrics) -> metrics.records(partition));
	}

	private double records(Integer partition) {
		PartitionLag lag = this.owned.get(partition);
		return (lag != null) ? lag.records() : Double.NaN;
	}

}
