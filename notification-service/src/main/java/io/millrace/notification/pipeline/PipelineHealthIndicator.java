package io.millrace.notification.pipeline;

import lombok.RequiredArgsConstructor;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Down until the consumers run, with what keeps them from it. How they fare then is told
 * by the health of the partitions.
 */
@RequiredArgsConstructor
final class PipelineHealthIndicator implements HealthIndicator {

	private final Pipeline pipeline;

	@Override
	public Health health() {
		if (this.pipeline.isPrepared()) {
			return Health.up().build();
		}
		String obstacle = this.pipeline.obstacle();
		return Health.down().withDetail("reason", (obstacle != null) ? obstacle : "starting").build();
	}

}
