package io.millrace.notification.deliver;

import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;

import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.notification.channel.Channels;
import io.millrace.notification.channel.DeliveryLog;
import io.millrace.notification.channel.Target;
import io.millrace.sink.log.LogConsumer;
import io.millrace.sink.log.LoopSettings;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * A consumer group for each target, {@code deliver.<target>}: one that is slow or away
 * has its own position, and holds up nobody else.
 */
public final class Couriers implements HealthIndicator {

	private static final String GROUP = "deliver";

	private final List<Courier> couriers;

	private final List<LogConsumer> consumers;

	Couriers(Channels channels, DeliveryLog deliveries, DeliverProperties properties, DeadLetterBox deadLetters,
			LoopSettings settings, MeterRegistry meters, Clock clock) {
		Backoff backoff = new Backoff(properties.initialBackoff(), properties.maxBackoff(),
				() -> ThreadLocalRandom.current().nextLong());
		this.couriers = channels.targets()
			.stream()
			.map((target) -> new Courier(target, deadLetters, new DeliverMetrics(meters, target.name()),
					new Condition(target.name(), clock), backoff, properties.timeout(), properties.maxAttempts(),
					new Semaphore(properties.concurrency())))
			.toList();
		Set<String> known = channels.targets().stream().map(Target::name).collect(Collectors.toSet());
		this.consumers = this.couriers.stream().map((courier) -> {
			// One is enough to look after what is nobody's.
			boolean clerk = courier == this.couriers.getFirst();
			return new LogConsumer(settings(settings, courier.target()),
					(log) -> new DeliverProcessor(courier, deliveries, known, clerk, log), meters, clock);
		}).toList();
	}

	/** A colon would not do in all places where groups' names stand. */
	private static LoopSettings settings(LoopSettings like, Target target) {
		return new LoopSettings(like.topic(), GROUP + "." + target.name().replace(':', '.'), like.threads(),
				like.commitInterval(), like.kafka());
	}

	/**
	 * The groups' members in this process.
	 */
	public List<LogConsumer> consumers() {
		return this.consumers;
	}

	/**
	 * Up: that somebody else doesn't take deliveries is told, and no fault of this node.
	 */
	@Override
	public Health health() {
		Map<String, Object> targets = new HashMap<>();
		for (Courier courier : this.couriers) {
			String obstacle = courier.condition().obstacle();
			targets.put(courier.target().name(), (obstacle != null) ? obstacle : "no failure");
		}
		return Health.up().withDetails(targets).build();
	}

}
