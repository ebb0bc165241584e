package io.millrace.dashboard.pipeline;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Looking at the pipeline.
 *
 * @param timeout how long Kafka and Redis may take to answer, 100ms to 30s. Default 2s.
 * Too short calls a busy backend unreachable; too long lets viewers wait when one is away
 * @param cache how long a look serves everybody who asks, 0s to 1m. Default 1s. Longer
 * shows older figures; shorter costs the broker a look per viewer
 */
@ConfigurationProperties("millrace.dashboard.pipeline")
public record PipelineProperties(@DefaultValue("2s") Duration timeout, @DefaultValue("1s") Duration cache) {

	public PipelineProperties {
		if (timeout.toMillis() < 100 || timeout.toSeconds() > 30) {
			throw new IllegalArgumentException(
					"millrace.dashboard.pipeline.timeout must be 100ms to 30s, not " + timeout);
		}
		if (cache.isNegative() || cache.toSeconds() > 60) {
			throw new IllegalArgumentException("millrace.dashboard.pipeline.cache must be 0s to 1m, not " + cache);
		}
	}

}
