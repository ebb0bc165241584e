package io.millrace.ingest.intake;

import java.time.Clock;

import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.common.event.body.BodyLimits;
import io.millrace.common.event.body.EventBodyReader;
import io.millrace.common.topic.TopicsProperties;
import io.millrace.ingest.publish.Publisher;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(IngestProperties.class)
class IntakeConfiguration {

	@Bean
	@ConditionalOnMissingBean
	Clock clock() {
		return Clock.systemUTC();
	}

	@Bean
	BodyReader bodyReader(IngestProperties properties) {
		return new BodyReader(properties.maxBody(), properties.maxBuffered());
	}

	@Bean
	IngestMetrics ingestMetrics(MeterRegistry registry) {
		return new IngestMetrics(registry);
	}

	@Bean
	Intake intake(IngestProperties properties, TopicsProperties topics, Publisher publisher, IngestMetrics metrics,
			Clock clock) {
		int maxEventBytes = Math.toIntExact(topics.userEvents().maxMessageSize().toBytes());
		EventBodyReader reader = new EventBodyReader(
				new BodyLimits(properties.maxEvents(), maxEventBytes, properties.maxAhead()));
		return new Intake(reader, publisher, metrics, clock);
	}

}
