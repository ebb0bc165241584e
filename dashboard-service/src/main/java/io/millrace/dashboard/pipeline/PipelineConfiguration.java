package io.millrace.dashboard.pipeline;

import java.time.Clock;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.millrace.common.topic.TopicProvisioner;
import io.millrace.common.topic.TopicsProperties;
import io.millrace.dashboard.aggregate.AggregateConfiguration;
import io.millrace.dashboard.aggregate.AggregateStore;
import io.millrace.sink.FencedConsumers;
import io.millrace.sink.fence.FenceStore;
import io.millrace.sink.fence.Slot;
import io.millrace.sink.status.NodeStatusStore;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.TopicPartition;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.core.KafkaAdmin;

/**
 * Which topics and groups are looked at, and how.
 */
@Configuration(proxyBeanMethods = false)
class PipelineConfiguration {

	// The other services' words: their consumers can't be asked, as services don't depend
	// on one another.
	private static final String DECIDE = "notification";

	private static final String INBOX = "inbox";

	private static final String INFERENCE = "inference";

	private static final String PREWARM = "inference-prewarm";

	/**
	 * A client of its own: it gives up as soon as a viewer would.
	 */
	@Bean(destroyMethod = "close")
	PipelineAdmin pipelineAdmin(KafkaAdmin kafka, PipelineProperties properties) {
		int timeoutMs = Math.toIntExact(properties.timeout().toMillis());
		Map<String, Object> config = new HashMap<>(kafka.getConfigurationProperties());
		config.put(AdminClientConfig.CLIENT_ID_CONFIG, "millrace-pipeline");
		config.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, timeoutMs);
		config.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, timeoutMs);
		return new PipelineAdmin(config);
	}

	@Bean
	PipelineService pipelineService(TopicsProperties topics, PipelineAdmin admin, FencedConsumers consumers,
			FenceStore fences, NodeStatusStore nodes, PipelineProperties properties, Clock clock) {
		List<WatchedGroup> groups = groups(topics);
		Map<String, String> names = kinds(topics, groups);
		RedisReader redis = new RedisReader(groups, consumers, fences, nodes);
		return new PipelineService(groups,
				new Look<>("Kafka", () -> new ClusterReader(admin.admin(), names, groups).read(), properties.timeout()),
				new Look<>("Redis", redis::read, properties.timeout()), properties, clock);
	}

	private static List<WatchedGroup> groups(TopicsProperties topics) {
		String events = topics.userEvents().name();
		return List.of(WatchedGroup.committing(DECIDE, events),
				WatchedGroup.fenced(INBOX, topics.inboxLog().name(), PipelineConfiguration::inboxSlot),
				WatchedGroup.fenced(AggregateConfiguration.GROUP, events, AggregateStore::slot),
				WatchedGroup.committing(INFERENCE, topics.inferenceRequests().name()),
				WatchedGroup.committing(PREWARM, events).whereThereIsOne());
	}

	/** Of topics by their name. Pre-warming sets nothing aside. */
	private static Map<String, String> kinds(TopicsProperties topics, List<WatchedGroup> groups) {
		Map<String, String> names = new LinkedHashMap<>();
		names.put(topics.userEvents().name(), "events");
		names.put(topics.inboxLog().name(), "log");
		names.put(topics.inferenceRequests().name(), "requests");
		groups.stream()
			.filter((group) -> !group.name().equals(PREWARM))
			.forEach((group) -> names.put(TopicProvisioner.deadLetterTopic(group.topic(), group.name()),
					"dead-letters"));
		return names;
	}

	private static Slot inboxSlot(String generation, TopicPartition partition) {
		return new Slot("inbox." + generation + "." + partition.partition());
	}

}
