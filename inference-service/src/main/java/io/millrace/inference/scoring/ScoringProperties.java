package io.millrace.inference.scoring;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The workers of this node.
 *
 * @param threads members of the consumer group, at least 1; more than the topic has
 * partitions are idle. Default 1. One that runs a model here takes a core; for models
 * behind HTTP more compute more at a time
 * @param batch how many requests are computed together at most, from 1 to 1,000. Default
 * 32. More serves models that like batches, and has the first of them wait for the last
 */
@ConfigurationProperties("millrace.inference.scoring")
public record ScoringProperties(@DefaultValue("1") int threads, @DefaultValue("32") int batch) {

	public ScoringProperties {
		if (threads < 1) {
			throw new IllegalArgumentException("millrace.inference.scoring.threads must be at least 1, not " + threads);
		}
		if (batch < 1 || batch > 1_000) {
			throw new IllegalArgumentException("millrace.inference.scoring.batch must be from 1 to 1000, not " + batch);
		}
	}

}
