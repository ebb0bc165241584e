package io.millrace.dashboard.pipeline;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

import io.millrace.sink.FencedConsumers;
import io.millrace.sink.fence.Fence;
import io.millrace.sink.fence.FenceStore;
import io.millrace.sink.fence.Generation;
import io.millrace.sink.fence.Slot;
import io.millrace.sink.status.NodeStatusStore;
import lombok.RequiredArgsConstructor;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads what nodes and fences say. Some round trips per partition; throws what the Redis
 * client throws.
 */
@RequiredArgsConstructor
final class RedisReader {

	private final List<WatchedGroup> groups;

	private final FencedConsumers consumers;

	private final FenceStore fences;

	private final NodeStatusStore nodes;

	RedisState read() {
		Map<String, Generation> generations = new HashMap<>();
		Map<String, Map<Integer, Long>> positions = new HashMap<>();
		for (WatchedGroup group : this.groups) {
			group.slots().ifPresent((slots) -> {
				Optional<Generation> generation = this.consumers.generations(group.name()).current();
				generation.ifPresent((current) -> {
					generations.put(group.name(), current);
					positions.put(group.name(), fences(group, slots, current));
				});
			});
		}
		return new RedisState(this.nodes.all(), generations, positions);
	}

	private Map<Integer, Long> fences(WatchedGroup group, BiFunction<String, TopicPartition, Slot> slots,
			Generation generation) {
		Map<Integer, Long> positions = new HashMap<>();
		for (int partition = 0; partition < generation.partitions(); partition++) {
			Slot slot = slots.apply(generation.name(), new TopicPartition(group.topic(), partition));
			Fence fence = this.fences.read(slot);
			if (fence != null) {
				positions.put(partition, fence.next());
			}
		}
		return positions;
	}

}
