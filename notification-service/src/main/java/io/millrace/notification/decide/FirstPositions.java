package io.millrace.notification.decide;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.millrace.common.topic.TopicSettings;
import io.millrace.notification.log.Broker;
import io.millrace.notification.log.InboxLog;
import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.GroupNotEmptyException;
import org.apache.kafka.common.errors.UnknownMemberIdException;

/**
 * Gives the group its positions before it ever decides anything.
 * <p>
 * A partition without a commit may start at the log's beginning only while the inbox log
 * is empty; but the first partition to decide something fills it, while the others still
 * have no commit. So all of them get one beforehand. The broker takes it only from
 * outside of a group that has no members (both group protocols), which keeps a second
 * node from setting back what the first has done.
 */
@Slf4j
@RequiredArgsConstructor
public final class FirstPositions {

	private final String group;

	private final TopicSettings events;

	private final InboxLog inboxLog;

	private final Broker broker;

	/**
	 * Commits the log's start for all partitions, if the group has no commit at all and
	 * nothing was ever decided.
	 * @throws org.apache.kafka.common.KafkaException if the broker doesn't answer; to be
	 * called again then
	 */
	public void commit() {
		if (hasCommits() || !this.inboxLog.isEmpty()) {
			return;
		}
		Map<TopicPartition, OffsetAndMetadata> starts = starts();
		try {
			this.broker.ask((admin) -> admin.alterConsumerGroupOffsets(this.group, starts).all());
			log.info("Group {} starts for the first time, at the beginning of {}", this.group, this.events.name());
		}
		catch (UnknownMemberIdException | GroupNotEmptyException ex) {
			log.info("Group {} has members already, so another node has given it its first positions", this.group);
		}
	}

	private boolean hasCommits() {
		try {
			return this.broker
				.ask((admin) -> admin.listConsumerGroupOffsets(this.group).partitionsToOffsetAndMetadata())
				.entrySet()
				.stream()
				.anyMatch((commit) -> commit.getKey().topic().equals(this.events.name()) && commit.getValue() != null);
		}
		catch (GroupIdNotFoundException ex) {
			return false;
		}
	}

	private Map<TopicPartition, OffsetAndMetadata> starts() {
		Map<TopicPartition, OffsetSpec> earliest = IntStream.range(0, this.events.partitions())
			.mapToObj((partition) -> new TopicPartition(this.events.name(), partition))
			.collect(Collectors.toMap(Function.identity(), (partition) -> OffsetSpec.earliest()));
		String topicId = topicId();
		Map<TopicPartition, OffsetAndMetadata> starts = new HashMap<>();
		Map<TopicPartition, ListOffsetsResultInfo> found = this.broker
			.ask((admin) -> admin.listOffsets(earliest).all());
		found.forEach((partition, start) -> starts.put(partition, DecidePosition.commit(start.offset(), topicId)));
		return starts;
	}

	private String topicId() {
		String topic = this.events.name();
		return Objects
			.requireNonNull(this.broker.ask((admin) -> admin.describeTopics(List.of(topic)).allTopicNames()).get(topic))
			.topicId()
			.toString();
	}

}
