package io.millrace.inference.prewarm;

import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.common.topic.TopicsProperties;
import io.millrace.inference.model.Model;
import io.millrace.inference.model.Models;
import io.millrace.inference.model.Task;
import io.millrace.inference.queue.Backlog;
import io.millrace.inference.request.Inferences;
import io.millrace.inference.request.RequestProperties;
import io.millrace.sink.KafkaProperties;
import io.millrace.sink.SinkProperties;
import io.millrace.sink.log.LogConsumer;
import io.millrace.sink.log.LoopSettings;
import org.apache.kafka.clients.consumer.ConsumerConfig;

import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.core.ConsumerFactory;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(PrewarmProperties.class)
class PrewarmConfiguration {

	private static final String GROUP = "inference-prewarm";

	@Bean
	@ConditionalOnProperty("millrace.inference.prewarm.rules[0].event-type")
	LogConsumer prewarmConsumer(PrewarmProperties properties, Models models, RequestProperties limits,
			Inferences inferences, Backlog backlog, TopicsProperties topics, ConsumerFactory<?, ?> consumers,
			KafkaProperties kafka, SinkProperties sink, MeterRegistry meters, Clock clock) {
		List<Prewarmer.Rule> rules = properties.rules()
			.stream()
			.map((rule) -> new Prewarmer.Rule(rule.eventType(), rule.field(), model(models, rule.model())))
			.toList();
		Prewarmer prewarmer = new Prewarmer(rules, limits.maxText().toBytes(), inferences, new PrewarmMetrics(meters));
		Map<String, Object> clients = new HashMap<>(consumers.getConfigurationProperties());
		clients.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, kafka.groupProtocol());
		return new LogConsumer(new LoopSettings(topics.userEvents().name(), GROUP, 1, sink.commitInterval(), clients),
				(log) -> new PrewarmProcessor(prewarmer, backlog, log), meters, clock);
	}

	private static Model model(Models models, String name) {
		return models.find(name)
			.filter((model) -> model.operations().contains(Task.EMBEDDING))
			.orElseThrow(() -> new IllegalArgumentException(
					"millrace.inference.prewarm.rules[*].model: there is no model " + name + " that makes embeddings"));
	}

}
