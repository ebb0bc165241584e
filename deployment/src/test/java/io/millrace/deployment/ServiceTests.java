package io.millrace.deployment;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.Properties;
import java.util.TreeMap;

import io.fabric8.kubernetes.api.model.Container;
import io.millrace.common.topic.TopicSettings;
import io.millrace.common.topic.TopicsProperties;
import io.strimzi.api.kafka.model.topic.KafkaTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.beans.factory.config.YamlPropertiesFactoryBean;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.core.io.ClassPathResource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Ports, topics and the time to stop are those of the services.
 */
class ServiceTests {

	@ParameterizedTest
	@CsvSource({ "ingest-service,ingest.yml", "notification-service,notification.yml",
			"dashboard-service,dashboard.yml", "inference-service,inference.yml" })
	void portsAndPatienceAreTheServices(String name, String configuration) throws Exception {
		YamlPropertiesFactoryBean yaml = new YamlPropertiesFactoryBean();
		yaml.setResources(new ClassPathResource(configuration));
		Properties properties = Objects.requireNonNull(yaml.getObject());
		Workload workload = Workload.named(Manifests.read(Manifests.render("prod")), name);
		Container container = workload.pod().getContainers().getFirst();
		int port = Integer.parseInt(value(properties, "server.port"));
		assertThat(Containers.port(container, "http")).isEqualTo(port);
		assertThat(Containers.port(container, "management")).isEqualTo(port + 1000);

		Duration phase = DurationStyle.detectAndParse(value(properties, "spring.lifecycle.timeout-per-shutdown-phase"));
		Duration preStop = Duration.ofSeconds(container.getLifecycle().getPreStop().getSleep().getSeconds());
		// Requests are finished in one phase, batches in another.
		assertThat(Duration.ofSeconds(workload.pod().getTerminationGracePeriodSeconds()))
			.isGreaterThan(preStop.plus(phase.multipliedBy(2)));
	}

	private static String value(Properties properties, String name) {
		return Objects.requireNonNull(properties.get(name), name).toString();
	}

	@Test
	void topicsAreAsTheServicesWouldMakeThem() throws Exception {
		Manifests manifests = Manifests.read(Manifests.render("prod"));
		Container container = Workload.named(manifests, "ingest-service").pod().getContainers().getFirst();
		TopicsProperties topics = Containers.binder(manifests, container)
			.bindOrCreate("millrace.topics", TopicsProperties.class);
		for (TopicSettings topic : List.of(topics.userEvents(), topics.inboxLog(), topics.settings(),
				topics.deliveries(), topics.meters(), topics.inferenceRequests())) {
			KafkaTopic manifest = manifests.one(KafkaTopic.class, topic.name());
			assertThat(manifest.getSpec().getPartitions()).isEqualTo(topic.partitions());
			assertThat(manifest.getSpec().getReplicas()).isEqualTo(topic.replicas()).isEqualTo(3);
			Map<String, String> config = new TreeMap<>();
			manifest.getSpec().getConfig().forEach((key, value) -> config.put(key, value.toString()));
			assertThat(config).isEqualTo(Map.of("cleanup.policy",
					Set.of(topics.settings(), topics.meters()).contains(topic) ? "compact" : "delete",
					"message.timestamp.type", "LogAppendTime", "min.insync.replicas", "2", "retention.ms",
					Long.toString(topic.retention().toMillis()), "max.message.bytes",
					Integer.toString(topic.maxRecordBytes())));
		}
	}

}
