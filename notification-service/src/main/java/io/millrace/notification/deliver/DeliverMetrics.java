package io.millrace.notification.deliver;

import java.util.concurrent.atomic.AtomicInteger;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/**
 * What became of one target's deliveries in this process. Taken = delivered + dead
 * letters + skipped + returned + pending. A try that fails and isn't the last is a retry;
 * tries = delivered + skipped + dead letters that were tried + retries + those that were
 * broken off.
 */
final class DeliverMetrics {

	final Counter taken;

	final Counter delivered;

	final Counter deadLetters;

	final Counter skipped;

	final Counter returned;

	final Counter retries;

	final Counter missed;

	final Counter unclaimed;

	final Timer tries;

	final AtomicInteger pending = new AtomicInteger();

	DeliverMetrics(MeterRegistry registry, String target) {
		this.taken = counter(registry, target, "taken", "Records that were taken to be delivered", "deliveries");
		this.delivered = counter(registry, target, "delivered", "Deliveries that arrived", "deliveries");
		this.deadLetters = counter(registry, target, "dead.letters",
				"Deliveries that were refused or tried too often, and malformed records, set aside", "records");
		this.skipped = counter(registry, target, "skipped", "Deliveries that nobody was there to get any more",
				"deliveries");
		this.returned = counter(registry, target, "returned",
				"Deliveries that were left to the partition's next owner, or this one's next attempt", "deliveries");
		this.retries = counter(registry, target, "retries", "Tries that failed and were followed by another", "tries");
		this.missed = counter(registry, target, "missed",
				"Records that retention removed before they were read, other targets' included", "records");
		this.unclaimed = counter(registry, target, "unclaimed", "Records for targets that are not set up on this node",
				"records");
		this.tries = Timer.builder("millrace.deliver.try")
			.description("Time of a try, whatever came of it")
			.tag("target", target)
			.register(registry);
		Gauge.builder("millrace.deliver.pending", this.pending, AtomicInteger::get)
			.description("Deliveries that were taken and are not settled")
			.baseUnit("deliveries")
			.tag("target", target)
			.register(registry);
	}

	private static Counter counter(MeterRegistry registry, String target, String name, String description,
			String unit) {
		return Counter.builder("millrace.deliver." + name)
			.description(description)
			.baseUnit(unit)
			.tag("target", target)
			.register(registry);
	}

}
