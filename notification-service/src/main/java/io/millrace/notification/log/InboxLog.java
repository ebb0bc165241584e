package io.millrace.notification.log;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.millrace.common.topic.KeyPartitioner;
import io.millrace.common.topic.TopicSettings;
import lombok.RequiredArgsConstructor;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;

/**
 * The inbox log as it is configured and as the broker has it.
 */
@RequiredArgsConstructor
public final class InboxLog {

	private final TopicSettings settings;

	private final Broker broker;

	public String topic() {
		return this.settings.name();
	}

	public int partitions() {
		return this.settings.partitions();
	}

	/**
	 * Where everything about a user is, in the log and in Redis.
	 */
	public int partition(String user) {
		return KeyPartitioner.partition(user, this.settings.partitions());
	}

	/**
	 * Whether nothing has ever been appended.
	 * @throws org.apache.kafka.common.KafkaException if the broker doesn't answer
	 */
	public boolean isEmpty() {
		Map<TopicPartition, OffsetSpec> ends = IntStream.range(0, this.settings.partitions())
			.mapToObj((partition) -> new TopicPartition(topic(), partition))
			.collect(Collectors.toMap(Function.identity(), (partition) -> OffsetSpec.latest()));
		return this.broker.ask((admin) -> admin.listOffsets(ends).all())
			.values()
			.stream()
			.allMatch((end) -> end.offset() == 0);
	}

	/**
	 * How long the broker keeps records; empty if it keeps them for ever.
	 * @throws org.apache.kafka.common.KafkaException if the broker doesn't answer
	 */
	public Optional<Duration> retention() {
		ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic());
		Config config = this.broker.ask((admin) -> admin.describeConfigs(List.of(resource)).all()).get(resource);
		ConfigEntry entry = Objects.requireNonNull(config).get(TopicConfig.RETENTION_MS_CONFIG);
		long millis = Long.parseLong(Objects.requireNonNull(entry.value()));
		return (millis < 0) ? Optional.empty() : Optional.of(Duration.ofMillis(millis));
	}

}
