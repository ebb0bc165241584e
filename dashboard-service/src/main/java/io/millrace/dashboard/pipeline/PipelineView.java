package io.millrace.dashboard.pipeline;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

import io.millrace.dashboard.pipeline.ClusterState.GroupState;
import io.millrace.sink.fence.Generation;
import io.millrace.sink.log.PartitionStatus;
import io.millrace.sink.status.HoldStatus;
import io.millrace.sink.status.NodeStatus;
import org.jspecify.annotations.Nullable;

/**
 * Puts together what Kafka and Redis say. A lag is given only where both ends of it are
 * known.
 */
final class PipelineView {

	private final ClusterState cluster;

	private final RedisState redis;

	private final boolean redisAnswers;

	private final Map<String, Owned> owned = new HashMap<>();

	PipelineView(ClusterState cluster, @Nullable RedisState redis) {
		this.cluster = cluster;
		this.redis = (redis != null) ? redis : RedisState.UNKNOWN;
		this.redisAnswers = redis != null;
		for (NodeStatus node : this.redis.nodes()) {
			for (PartitionStatus status : node.partitions()) {
				// After a takeover two nodes may speak of a partition: the later word
				// counts.
				this.owned.merge(key(status.group(), status.partition()), new Owned(node.bootId(), status),
						(one, other) -> other.status.since().isAfter(one.status.since()) ? other : one);
			}
		}
	}

	private record Owned(String bootId, PartitionStatus status) {
	}

	private static String key(String group, int partition) {
		return group + "/" + partition;
	}

	List<Pipeline.Node> nodes() {
		return this.redis.nodes()
			.stream()
			.map((node) -> new Pipeline.Node(node.bootId(), node.service(), node.at(), node.partitions().size(),
					new TreeMap<>(node.ledger())))
			.sorted(Comparator.comparing(Pipeline.Node::service).thenComparing(Pipeline.Node::bootId))
			.toList();
	}

	Map<String, Long> ledger() {
		Map<String, Long> sums = new TreeMap<>();
		this.redis.nodes()
			.forEach((node) -> node.ledger().forEach((name, count) -> sums.merge(name, count, Long::sum)));
		return sums;
	}

	/** Ingest nodes all tell the same; the last word counts. */
	List<HoldStatus> holds() {
		return this.redis.nodes()
			.stream()
			.filter((node) -> node.ledger().containsKey("held"))
			.max(Comparator.comparing(NodeStatus::at))
			.map(NodeStatus::holds)
			.orElse(List.of());
	}

	/** One that nobody reads for any more is missed only where it belongs to all. */
	boolean isShown(WatchedGroup group) {
		return !group.optional() || !this.cluster.group(group.name()).members().isEmpty();
	}

	Pipeline.Group group(WatchedGroup group) {
		GroupState state = this.cluster.group(group.name());
		List<Pipeline.Progress> partitions = progress(group, state);
		boolean known = !partitions.isEmpty() && partitions.stream().allMatch((one) -> one.lag() != null);
		Long lag = known ? partitions.stream().mapToLong((one) -> (one.lag() != null) ? one.lag() : 0).sum() : null;
		return new Pipeline.Group(group.name(), group.topic(), state.state(), state.protocol(), state.error(), lag,
				state.members(), partitions, generation(group));
	}

	private Pipeline.@Nullable GenerationState generation(WatchedGroup group) {
		Generation generation = this.redis.generations().get(group.name());
		return (generation != null) ? new Pipeline.GenerationState(generation.name(), generation.filling(),
				generation.filled(), generation.partitions(), generation.since()) : null;
	}

	private List<Pipeline.Progress> progress(WatchedGroup group, GroupState state) {
		Map<Integer, @Nullable Long> ends = new HashMap<>();
		this.cluster.partitions(group.topic()).forEach((one) -> ends.put(one.partition(), one.endOffset()));
		TreeSet<Integer> all = new TreeSet<>(ends.keySet());
		all.addAll(state.committed().keySet());
		all.addAll(this.redis.fences(group.name()).keySet());
		List<Pipeline.Progress> progress = new ArrayList<>();
		for (int partition : all) {
			progress.add(progress(group, partition, state.committed().get(partition), ends.get(partition)));
		}
		return progress;
	}

	private Pipeline.Progress progress(WatchedGroup group, int partition, @Nullable Long committed,
			@Nullable Long end) {
		Long fence = this.redis.fences(group.name()).get(partition);
		// While Redis is away the commit is the best that is known; while Redis answers
		// and has no fence, nothing is.
		Long position = (group.isFenced() && this.redisAnswers) ? fence : committed;
		Long lag = (position != null && end != null) ? Math.max(0, end - position) : null;
		Owned owner = this.owned.get(key(group.name(), partition));
		if (owner == null) {
			return new Pipeline.Progress(partition, committed, fence, position, lag, null, null, null, null, null);
		}
		PartitionStatus status = owner.status;
		return new Pipeline.Progress(partition, committed, fence, position, lag,
				status.state().name().toLowerCase(Locale.ROOT), status.since(), status.reason(), status.remedy(),
				owner.bootId);
	}

}
