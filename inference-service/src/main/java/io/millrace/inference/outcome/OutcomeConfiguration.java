package io.millrace.inference.outcome;

import java.time.Clock;

import io.millrace.common.topic.TopicsProperties;
import io.millrace.inference.request.InferenceMetrics;
import io.millrace.sink.log.RecordAppender;

import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(OutcomeProperties.class)
class OutcomeConfiguration {

	@Bean
	@ConditionalOnBooleanProperty(name = "millrace.inference.outcome.enabled", matchIfMissing = true)
	OutcomePublisher outcomePublisher(InferenceMetrics metrics, TopicsProperties topics, RecordAppender requestAppender,
			Clock clock) {
		return new OutcomePublisher(metrics, new OutcomeEvents(topics.userEvents().name()), requestAppender, clock);
	}

}
