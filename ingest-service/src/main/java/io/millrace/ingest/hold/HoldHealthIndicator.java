package io.millrace.ingest.hold;

import lombok.RequiredArgsConstructor;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * How much is held, why nothing can be, and what keeps it from being handed over.
 */
@RequiredArgsConstructor
final class HoldHealthIndicator implements HealthIndicator {

	private final Hold hold;

	private final Drainer drainer;

	@Override
	public Health health() {
		String unfitness = this.hold.unfitness();
		Health.Builder health = (unfitness == null) ? Health.up()
				: Health.outOfService().withDetail("reason", unfitness);
		Depth depth = this.hold.depth();
		health.withDetail("openPartitions", depth.openPartitions())
			.withDetail("entries", depth.entries())
			.withDetail("bytes", depth.bytes())
			.withDetail("age", depth.age().toString());
		this.drainer.obstacles()
			.forEach((partition, reason) -> health.withDetail(partition.toString(), "not handed over yet: " + reason));
		return health.build();
	}

}
