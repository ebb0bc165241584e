package io.millrace.dashboard.pipeline;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;

import io.millrace.dashboard.pipeline.ClusterState.GroupState;
import lombok.RequiredArgsConstructor;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.DescribeConsumerGroupsResult;
import org.apache.kafka.clients.admin.DescribeTopicsResult;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsResult;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/**
 * Reads topics and groups through Kafka's Admin API, in two rounds: all descriptions and
 * commits at once, then all offsets, so that no lag is negative. One topic, partition or
 * group that can't be read doesn't spoil the rest.
 */
@RequiredArgsConstructor
final class ClusterReader {

	private final Admin admin;

	/** Name and kind. */
	private final Map<String, String> topics;

	private final List<WatchedGroup> groups;

	/**
	 * @throws ExecutionException if no broker answers
	 */
	ClusterState read() throws ExecutionException, InterruptedException {
		List<String> names = this.groups.stream().map(WatchedGroup::name).toList();
		KafkaFuture<Collection<Node>> nodes = this.admin.describeCluster().nodes();
		DescribeTopicsResult descriptions = this.admin.describeTopics(this.topics.keySet());
		DescribeConsumerGroupsResult members = this.admin.describeConsumerGroups(names);
		Map<String, ListConsumerGroupOffsetsSpec> specs = new HashMap<>();
		names.forEach((name) -> specs.put(name, new ListConsumerGroupOffsetsSpec()));
		ListConsumerGroupOffsetsResult commits = this.admin.listConsumerGroupOffsets(specs);

		List<Pipeline.Broker> brokers = nodes.get()
			.stream()
			.sorted(Comparator.comparingInt(Node::id))
			.map((node) -> new Pipeline.Broker(node.id(), node.host(), node.port()))
			.toList();
		Map<String, GroupState> states = new HashMap<>();
		for (WatchedGroup group : this.groups) {
			states.put(group.name(), group(group, members.describedGroups().get(group.name()),
					commits.partitionsToOffsetAndMetadata(group.name())));
		}
		return new ClusterState(brokers, topics(descriptions), states);
	}

	private static GroupState group(WatchedGroup group, @Nullable KafkaFuture<ConsumerGroupDescription> described,
			KafkaFuture<Map<TopicPartition, OffsetAndMetadata>> commits) throws InterruptedException {
		try {
			ConsumerGroupDescription description = Objects.requireNonNull(described).get();
			Map<Integer, Long> committed = new HashMap<>();
			commits.get().forEach((partition, offset) -> {
				if (partition.topic().equals(group.topic()) && offset != null) {
					committed.put(partition.partition(), offset.offset());
				}
			});
			List<Pipeline.Member> members = description.members()
				.stream()
				.map((member) -> member(group, member))
				.sorted(Comparator.comparing(Pipeline.Member::clientId).thenComparing(Pipeline.Member::id))
				.toList();
			return new GroupState(lower(description.groupState()), lower(description.type()), members, committed, null);
		}
		catch (ExecutionException ex) {
			if (ex.getCause() instanceof GroupIdNotFoundException) {
				return GroupState.UNKNOWN;
			}
			return new GroupState(null, null, List.of(), Map.of(), Look.describe(ex));
		}
	}

	private static Pipeline.Member member(WatchedGroup group, MemberDescription member) {
		List<Integer> partitions = member.assignment()
			.topicPartitions()
			.stream()
			.filter((partition) -> partition.topic().equals(group.topic()))
			.map(TopicPartition::partition)
			.sorted()
			.toList();
		String host = member.host();
		return new Pipeline.Member(member.consumerId(), member.clientId(),
				host.startsWith("/") ? host.substring(1) : host, partitions);
	}

	private static String lower(Enum<?> value) {
		return value.name().toLowerCase(Locale.ROOT);
	}

	private List<Pipeline.Topic> topics(DescribeTopicsResult descriptions)
			throws ExecutionException, InterruptedException {
		Map<String, TopicDescription> described = new HashMap<>();
		for (String name : this.topics.keySet()) {
			try {
				described.put(name, Objects.requireNonNull(descriptions.topicNameValues().get(name)).get());
			}
			catch (ExecutionException ex) {
				if (!(ex.getCause() instanceof UnknownTopicOrPartitionException)) {
					throw ex;
				}
			}
		}
		Offsets offsets = offsets(described.values());
		List<Pipeline.Topic> seen = new ArrayList<>();
		for (Map.Entry<String, String> topic : this.topics.entrySet()) {
			TopicDescription description = described.get(topic.getKey());
			List<Pipeline.Partition> partitions = new ArrayList<>();
			for (TopicPartitionInfo info : (description != null) ? description.partitions()
					: List.<TopicPartitionInfo>of()) {
				partitions.add(partition(topic.getKey(), info, offsets));
			}
			seen.add(new Pipeline.Topic(topic.getKey(), topic.getValue(), description != null, partitions));
		}
		return seen;
	}

	/** A partition without a leader would only be waited for in vain. */
	private Offsets offsets(Collection<TopicDescription> topics) {
		Map<TopicPartition, OffsetSpec> first = new HashMap<>();
		Map<TopicPartition, OffsetSpec> last = new HashMap<>();
		for (TopicDescription topic : topics) {
			for (TopicPartitionInfo info : topic.partitions()) {
				if (hasLeader(info)) {
					TopicPartition partition = new TopicPartition(topic.name(), info.partition());
					first.put(partition, OffsetSpec.earliest());
					last.put(partition, OffsetSpec.latest());
				}
			}
		}
		return new Offsets(this.admin.listOffsets(first), this.admin.listOffsets(last));
	}

	private static Pipeline.Partition partition(String topic, TopicPartitionInfo info, Offsets offsets)
			throws InterruptedException {
		TopicPartition partition = new TopicPartition(topic, info.partition());
		boolean led = hasLeader(info);
		return new Pipeline.Partition(info.partition(), led ? offset(offsets.first, partition) : null,
				led ? offset(offsets.last, partition) : null, led ? info.leader().id() : null,
				info.replicas().stream().map(Node::id).toList(), info.isr().stream().map(Node::id).sorted().toList());
	}

	private static boolean hasLeader(TopicPartitionInfo info) {
		return info.leader() != null && !info.leader().isEmpty();
	}

	private static @Nullable Long offset(ListOffsetsResult offsets, TopicPartition partition)
			throws InterruptedException {
		try {
			return offsets.partitionResult(partition).get().offset();
		}
		catch (ExecutionException ex) {
			return null;
		}
	}

	private record Offsets(ListOffsetsResult first, ListOffsetsResult last) {
	}

}
