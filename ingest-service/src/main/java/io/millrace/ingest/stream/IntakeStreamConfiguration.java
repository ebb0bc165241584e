package io.millrace.ingest.stream;

import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.common.event.body.BodyLimits;
import io.millrace.common.event.body.EventBodyReader;
import io.millrace.common.topic.TopicsProperties;
import io.millrace.ingest.hold.Hold;
import io.millrace.ingest.hold.OwnerStore;
import io.millrace.ingest.hold.RequestDeadline;
import io.millrace.ingest.intake.IngestProperties;
import io.millrace.ingest.intake.Schemas;
import io.millrace.ingest.publish.Routes;
import io.millrace.sink.log.TransactionalProducers;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.core.ProducerFactory;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(IntakeStreamProperties.class)
class IntakeStreamConfiguration {

	@Bean
	IntakeStream intakeStream(StringRedisTemplate redis, OwnerStore owners, ProducerFactory<?, ?> producers,
			ConsumerFactory<?, ?> consumers, Routes routes, Hold hold, RequestDeadline deadline,
			TopicsProperties topics, IngestProperties ingest, Schemas schemas, IntakeStreamProperties properties,
			IntakeStreamMetrics metrics) {
		EventBodyReader reader = new EventBodyReader(
				new BodyLimits(1, Math.toIntExact(topics.userEvents().maxMessageSize().toBytes()), ingest.maxAhead()));
		return new IntakeStream(owners, new IntakeStreamStore(redis, properties), reader, schemas,
				new TransactionalProducers(producers.getConfigurationProperties()),
				consumers.getConfigurationProperties(), routes, hold, deadline, properties, metrics);
	}

	@Bean
	IntakeStreamMetrics intakeStreamMetrics(MeterRegistry registry) {
		return new IntakeStreamMetrics(registry);
	}

}
