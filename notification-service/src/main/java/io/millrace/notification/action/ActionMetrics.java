package io.millrace.notification.action;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * What became of actions. Actions that were well-formed = applied + pending + unknown +
 * failed.
 */
final class ActionMetrics {

	final Counter applied;

	final Counter pending;

	final Counter unknown;

	final Counter failed;

	ActionMetrics(MeterRegistry registry) {
		this.applied = counter(registry, "applied");
		this.pending = counter(registry, "pending");
		this.unknown = counter(registry, "unknown");
		this.failed = counter(registry, "failed");
	}

	private static Counter counter(MeterRegistry registry, String outcome) {
		return Counter.builder("millrace.notification.actions")
			.description("Actions of users: answered when applied, answered before, for an unknown item, or not"
					+ " confirmed by Kafka")
			.baseUnit("actions")
			.tag("outcome", outcome)
			.register(registry);
	}

}
