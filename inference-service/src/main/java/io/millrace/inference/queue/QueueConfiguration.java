package io.millrace.inference.queue;

import java.util.HashMap;
import java.util.Map;

import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.common.topic.TopicSettings;
import io.millrace.common.topic.TopicsProperties;
import io.millrace.sink.log.RecordAppender;
import org.apache.kafka.clients.producer.ProducerConfig;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.core.KafkaAdmin;
import org.springframework.kafka.core.ProducerFactory;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(QueueProperties.class)
class QueueConfiguration {

	@Bean
	RecordAppender requestAppender(ProducerFactory<?, ?> producers, TopicsProperties topics,
			QueueProperties properties) {
		Map<String, Object> configuration = new HashMap<>(producers.getConfigurationProperties());
		configuration.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, topics.inferenceRequests().maxRecordBytes());
		return new RecordAppender(configuration, QueueProperties.MAX_BLOCK, properties.deliveryTimeout());
	}

	@Bean
	Backlog backlog(KafkaAdmin admin, TopicsProperties topics, QueueProperties properties, MeterRegistry meters) {
		TopicSettings topic = topics.inferenceRequests();
		return new Backlog(() -> new QueueReader(admin.getConfigurationProperties(), topic.name(), topic.partitions(),
				QueueProperties.GROUP), properties.maxLength(), meters);
	}

	@Bean
	RequestLog requestLog(RecordAppender requestAppender, TopicsProperties topics, Backlog backlog) {
		return new RequestLog(requestAppender, topics.inferenceRequests().name(), backlog);
	}

}
