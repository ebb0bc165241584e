package io.millrace.dashboard.pipeline;

import java.util.List;
import java.util.Map;

import io.millrace.sink.fence.Generation;
import io.millrace.sink.status.NodeStatus;

/**
 * What Redis says.
 *
 * @param nodes what the nodes say of themselves
 * @param generations by the group's name
 * @param fences positions by the group's name and the partition
 */
record RedisState(List<NodeStatus> nodes, Map<String, Generation> generations, Map<String, Map<Integer, Long>> fences) {

	static final RedisState UNKNOWN = new RedisState(List.of(), Map.of(), Map.of());

	Map<Integer, Long> fences(String group) {
		return this.fences.getOrDefault(group, Map.of());
	}

}
