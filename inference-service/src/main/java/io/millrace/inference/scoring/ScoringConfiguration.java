package io.millrace.inference.scoring;

import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.common.topic.TopicProvisioner;
import io.millrace.common.topic.TopicSettings;
import io.millrace.common.topic.TopicsProperties;
import io.millrace.inference.model.Models;
import io.millrace.inference.queue.QueueProperties;
import io.millrace.inference.result.ResultStore;
import io.millrace.sink.KafkaProperties;
import io.millrace.sink.SinkProperties;
import io.millrace.sink.log.LogConsumer;
import io.millrace.sink.log.LogConsumers;
import io.millrace.sink.log.LoopSettings;
import io.millrace.sink.log.RecordAppender;
import org.apache.kafka.clients.consumer.ConsumerConfig;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.core.ConsumerFactory;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ScoringProperties.class)
class ScoringConfiguration {

	@Bean
	LogConsumer scoringConsumer(ScoringProperties properties, Models models, ResultStore results,
			RecordAppender requestAppender, TopicsProperties topics, ConsumerFactory<?, ?> consumers,
			KafkaProperties kafka, SinkProperties sink, MeterRegistry meters, Clock clock) {
		String topic = topics.inferenceRequests().name();
		Map<String, Object> clients = new HashMap<>(consumers.getConfigurationProperties());
		clients.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, kafka.groupProtocol());
		clients.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, properties.batch());
		ScoringMetrics metrics = new ScoringMetrics(meters);
		String deadLetters = TopicProvisioner.deadLetterTopic(topic, QueueProperties.GROUP);
		return new LogConsumer(
				new LoopSettings(topic, QueueProperties.GROUP, properties.threads(), sink.commitInterval(), clients),
				new ScoringProcessors(new Scorer(models, results, metrics, clock), metrics, requestAppender,
						deadLetters),
				meters, clock);
	}

	/** The bean's name is the health component's. */
	@Bean
	LogConsumers inference(TopicProvisioner provisioner, TopicsProperties topics, List<LogConsumer> consumers) {
		TopicSettings requests = topics.inferenceRequests();
		return new LogConsumers(() -> provisioner.ensure(topics.userEvents(), requests,
				TopicProvisioner.deadLetters(requests, QueueProperties.GROUP)), consumers);
	}

}
