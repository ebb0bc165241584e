package io.millrace.ingest.intake;

import java.time.Clock;

import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.common.event.body.BodyLimits;
import io.millrace.common.event.body.EventBodyReader;
import io.millrace.common.topic.TopicsProperties;
import io.millrace.ingest.publish.Publisher;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.http.converter.autoconfigure.ServerHttpMessageConvertersCustomizer;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.json.JsonMapper;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({ IngestProperties.class, SchemaProperties.class })
class IntakeConfiguration {

	@Bean
	@ConditionalOnMissingBean
	Clock clock() {
		return Clock.systemUTC();
	}

	@Bean
	ServerHttpMessageConvertersCustomizer answers(JsonMapper json) {
		return (converters) -> converters.addCustomConverter(new AnswerConverter(json));
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
	Schemas schemas(SchemaProperties properties) {
		return new Schemas(properties);
	}

	@Bean
	Intake intake(IngestProperties properties, Schemas schemas, TopicsProperties topics, Publisher publisher,
			IngestMetrics metrics, Clock clock) {
		int maxEventBytes = Math.toIntExact(topics.userEvents().maxMessageSize().toBytes());
		EventBodyReader reader = new EventBodyReader(
				new BodyLimits(properties.maxEvents(), maxEventBytes, properties.maxAhead()));
		return new Intake(reader, schemas, publisher, metrics, clock);
	}

}
