package io.millrace.dashboard.pipeline;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What Kafka says.
 *
 * @param groups by the group's name
 */
record ClusterState(List<Pipeline.Broker> brokers, List<Pipeline.Topic> topics, Map<String, GroupState> groups) {

	static final ClusterState UNKNOWN = new ClusterState(List.of(), List.of(), Map.of());

	/**
	 * What Kafka says of a group.
	 *
	 * @param committed positions by partition
	 * @param error why it could not tell
	 */
	record GroupState(@Nullable String state, @Nullable String protocol, List<Pipeline.Member> members,
			Map<Integer, Long> committed, @Nullable String error) {

		static final GroupState UNKNOWN = new GroupState(null, null, List.of(), Map.of(), null);

	}

	GroupState group(String name) {
		return this.groups.getOrDefault(name, GroupState.UNKNOWN);
	}

	List<Pipeline.Partition> partitions(String topic) {
		return this.topics.stream()
			.filter((candidate) -> candidate.name().equals(topic))
			.findFirst()
			.map(Pipeline.Topic::partitions)
			.orElse(List.of());
	}

}
