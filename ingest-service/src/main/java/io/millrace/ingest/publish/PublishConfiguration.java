package io.millrace.ingest.publish;

import java.util.HashMap;
import java.util.Map;

import io.millrace.common.topic.TopicProvisioner;
import io.millrace.common.topic.TopicsProperties;
import io.millrace.ingest.hold.Hold;
import io.millrace.ingest.hold.RequestDeadline;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.kafka.autoconfigure.DefaultKafkaProducerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaAdmin;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({ PublishProperties.class, RouteProperties.class })
class PublishConfiguration {

	/** How long the replaced producer may take to close: what it holds fails anyway. */
	private static final int CLOSE_TIMEOUT_SECONDS = 1;

	/**
	 * Goes before {@code spring.kafka.producer.*}: what the service promises is not left
	 * to configuration.
	 */
	@Bean
	DefaultKafkaProducerFactoryCustomizer promises(PublishProperties properties, TopicsProperties topics) {
		Map<String, Object> config = new HashMap<>();
		config.put(ProducerConfig.ACKS_CONFIG, "all");
		config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
		config.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
		config.put(ProducerConfig.RETRIES_CONFIG, Integer.MAX_VALUE);
		config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, properties.maxBlock().toMillis());
		config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) properties.deliveryTimeout().toMillis());
		// Two tries at least, should one broker not answer.
		config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
				(int) properties.deliveryTimeout().toMillis() / 2 - (int) properties.linger().toMillis() / 2);
		config.put(ProducerConfig.LINGER_MS_CONFIG, (int) properties.linger().toMillis());
		config.put(ProducerConfig.BATCH_SIZE_CONFIG, (int) properties.batchSize().toBytes());
		config.put(ProducerConfig.BUFFER_MEMORY_CONFIG, properties.bufferMemory().toBytes());
		config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, topics.userEvents().maxRecordBytes());
		config.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
		config.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
		return (factory) -> {
			factory.updateConfigs(config);
			factory.setPhysicalCloseTimeout(CLOSE_TIMEOUT_SECONDS);
		};
	}

	@Bean
	Producers producers(DefaultKafkaProducerFactory<byte[], byte[]> factory) {
		return new Producers(factory);
	}

	/** The bean's name is the health component's. */
	@Bean
	Routes topics(RouteProperties routes, TopicsProperties topics, TopicProvisioner provisioner, Producers producers,
			Hold hold) {
		return new Routes(routes.routes(), topics.userEvents(),
				(settings) -> new EventTopic(settings, provisioner, producers, hold));
	}

	@Bean
	KafkaHealthIndicator kafka(KafkaAdmin kafkaAdmin) {
		return new KafkaHealthIndicator(kafkaAdmin);
	}

	@Bean
	RequestDeadline requestDeadline(PublishProperties properties) {
		return new RequestDeadline(properties.requestDeadline());
	}

	@Bean
	Publisher publisher(Producers producers, Routes routes, Hold hold, PublishProperties properties) {
		return new Publisher(new Sender(producers, hold), routes, hold, properties);
	}

}
