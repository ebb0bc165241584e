package io.millrace.inference.prewarm;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * What became of events and rules: for each event that a rule matches, <pre>
 * matched = prepared + passed over
 * </pre> but for those that come again because a worker, Kafka or Redis was away.
 */
final class PrewarmMetrics {

	final Counter matched;

	final Counter prepared;

	final Counter passedOver;

	PrewarmMetrics(MeterRegistry registry) {
		this.matched = counter(registry, "matched", "Events that a rule matched");
		this.prepared = counter(registry, "prepared", "Texts that are computed, or were before");
		this.passedOver = counter(registry, "passed.over", "Events without a text that the model would take");
	}

	private static Counter counter(MeterRegistry registry, String name, String description) {
		return Counter.builder("millrace.inference.prewarm." + name)
			.description(description)
			.baseUnit("events")
			.register(registry);
	}

}
