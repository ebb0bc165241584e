package io.millrace.standalone.promise;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.IntStream;

import io.millrace.testsupport.Backends;
import io.millrace.testsupport.RedisCluster;

import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Takes a Redis Cluster's primary away, and puts a replica in its place that knows
 * nothing of the primary's last writes.
 */
final class Failover {

	private static final int PARTITIONS = 6;

	private final RedisCluster cluster;

	private final int primary;

	private final int replica;

	/** The fences that the primary keeps. */
	private final List<String> fences;

	private final Map<String, Long> written = new TreeMap<>();

	private final Map<String, Long> lost = new TreeMap<>();

	/**
	 * Chooses a primary that keeps a partition of each group.
	 */
	Failover(Backends backends, String... groups) {
		this.cluster = backends.redisCluster().orElseThrow();
		List<List<String>> all = List.of(groups).stream().map((group) -> fences(backends.redis(), group)).toList();
		this.primary = all.getFirst()
			.stream()
			.map(this.cluster::primaryOf)
			.filter((node) -> all.stream().allMatch((group) -> !at(node, group).isEmpty()))
			.findFirst()
			.orElseThrow();
		this.replica = this.cluster.replicaOf(this.primary);
		this.fences = all.stream().flatMap((group) -> at(this.primary, group).stream()).toList();
	}

	private static List<String> fences(StringRedisTemplate redis, String group) {
		Object name = Objects.requireNonNull(redis.opsForHash().get("millrace:{" + group + "}:generation", "name"));
		String slot = group.equals("dashboard") ? "{agg." + name + ".user-events." : "{inbox." + name + ".";
		return IntStream.range(0, PARTITIONS).mapToObj((partition) -> slot + partition + "}:fence").toList();
	}

	private List<String> at(int node, List<String> keys) {
		return keys.stream().filter((key) -> this.cluster.primaryOf(key) == node).toList();
	}

	/** From here on the replica misses what is written; it has all that was before. */
	void stopReplica() {
		this.cluster.save(this.replica);
		this.cluster.kill(this.replica);
	}

	void killPrimary() {
		this.fences.forEach((fence) -> this.written.put(fence, next(this.primary, fence)));
		this.cluster.kill(this.primary);
	}

	/**
	 * Once the cluster knows that the primary has gone, and refuses everything.
	 */
	void promoteReplica() {
		IntStream.range(0, 6)
			.filter((node) -> node != this.primary && node != this.replica)
			.forEach(this.cluster::awaitDown);
		this.cluster.start(this.replica);
		this.written.forEach((fence, next) -> {
			long kept = next(this.replica, fence);
			assertThat(kept).as(fence).isLessThanOrEqualTo(next);
			if (kept < next) {
				this.lost.put(fence, next - kept);
			}
		});
		this.cluster.takeOver(this.replica);
	}

	private long next(int node, String fence) {
		return Long.parseLong(this.cluster.hashAt(node, fence).get("next"));
	}

	/** How many records the promoted replica had missed, by fence. */
	Map<String, Long> lost() {
		return this.lost;
	}

}
