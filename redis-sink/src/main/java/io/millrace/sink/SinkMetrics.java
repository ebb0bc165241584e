package io.millrace.sink;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/**
 * What a group's sink has done in this process. Records read at or beyond the fence =
 * applied + duplicates + dead letters; what is read again after a reopening counts again.
 */
final class SinkMetrics {

	final Counter applied;

	final Counter duplicates;

	final Counter deadLetters;

	final Counter refusals;

	final Timer scripts;

	SinkMetrics(MeterRegistry registry, String group) {
		this.applied = counter(registry, "millrace.sink.applied", "Records given to the effect", group);
		this.duplicates = counter(registry, "millrace.sink.duplicates", "Records left out as sent before", group);
		this.deadLetters = counter(registry, "millrace.sink.dead.letters", "Malformed records set aside", group);
		this.refusals = counter(registry, "millrace.sink.fence.refusals",
				"Scripts that wrote nothing because another position was stored", group);
		this.scripts = Timer.builder("millrace.sink.script")
			.description("Time of a script's round trip to Redis")
			.tag("group", group)
			.register(registry);
	}

	private static Counter counter(MeterRegistry registry, String name, String description, String group) {
		return Counter.builder(name)
			.description(description)
			.baseUnit("records")
			.tag("group", group)
			.register(registry);
	}

}
