package io.millrace.inference.scoring;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * What became of requests that this node's workers took: <pre>
 * taken = computed + found + expired + malformed + refused + failed
 * </pre> but for those in hand, and those that come again because a worker or Redis was
 * away. Of requests for the same in one batch all but one are found.
 */
final class ScoringMetrics {

	final Counter taken;

	final Counter computed;

	final Counter found;

	final Counter expired;

	final Counter malformed;

	final Counter refused;

	final Counter failed;

	ScoringMetrics(MeterRegistry registry) {
		this.taken = counter(registry, "taken", "Records that workers took");
		this.computed = counter(registry, "computed", "Requests that a model has answered");
		this.found = counter(registry, "found", "Requests whose results were there when their turn came");
		this.expired = counter(registry, "expired", "Requests that nobody waited for any more");
		this.malformed = counter(registry, "malformed", "Records that are no requests, set aside");
		this.refused = counter(registry, "refused", "Requests that a model will never take");
		this.failed = counter(registry, "failed", "Requests that could not be computed this time");
	}

	private static Counter counter(MeterRegistry registry, String name, String description) {
		return Counter.builder("millrace.inference.scoring." + name)
			.description(description)
			.baseUnit("requests")
			.register(registry);
	}

}
