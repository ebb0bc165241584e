package io.millrace.dashboard.pipeline;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import io.millrace.dashboard.pipeline.ClusterState.GroupState;
import io.millrace.dashboard.pipeline.Pipeline.Broker;
import io.millrace.dashboard.pipeline.Pipeline.Partition;
import io.millrace.dashboard.pipeline.Pipeline.Progress;
import io.millrace.dashboard.pipeline.Pipeline.Topic;
import io.millrace.dashboard.pipeline.Pipeline.Warning;
import io.millrace.sink.fence.Generation;
import io.millrace.sink.fence.Slot;
import io.millrace.sink.log.PartitionStatus;
import io.millrace.sink.log.PartitionStatus.State;
import io.millrace.sink.status.HoldStatus;
import io.millrace.sink.status.NodeStatus;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class PipelineServiceTests {

	private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

	private static final Duration TIMEOUT = Duration.ofMillis(200);

	private static final List<WatchedGroup> GROUPS = List.of(WatchedGroup.committing("decide", "events"),
			WatchedGroup.fenced("count", "events", (generation, partition) -> new Slot(generation)),
			WatchedGroup.committing("warm", "events").whereThereIsOne());

	private static PipelineService service(Callable<ClusterState> kafka, Callable<RedisState> redis, Duration cache) {
		return new PipelineService(GROUPS, new Look<>("Kafka", kafka, TIMEOUT), new Look<>("Redis", redis, TIMEOUT),
				new PipelineProperties(TIMEOUT, cache), Clock.fixed(NOW, Clock.systemUTC().getZone()));
	}

	private static Pipeline look(ClusterState cluster, RedisState redis) {
		return service(() -> cluster, () -> redis, Duration.ZERO).current();
	}

	private static ClusterState cluster(Partition... partitions) {
		GroupState state = new GroupState("stable", "consumer",
				List.of(new Pipeline.Member("m", "client", "host", List.of(0, 1))), Map.of(0, 90L, 1, 40L), null);
		return new ClusterState(List.of(new Broker(1, "kafka", 9092)),
				List.of(new Topic("events", "events", true, List.of(partitions))),
				Map.of("decide", state, "count", state));
	}

	private static Partition partition(int number, long end) {
		return new Partition(number, 0L, end, 1, List.of(1), List.of(1));
	}

	private static RedisState redis(Map<Integer, Long> fences, NodeStatus... nodes) {
		return new RedisState(List.of(nodes),
				Map.of("count", new Generation("g1", false, 2, 2, Optional.empty(), 1, Optional.empty())),
				Map.of("count", fences));
	}

	private static NodeStatus node(String bootId, State state, Instant since, String reason) {
		return new NodeStatus(bootId, "dashboard-service", NOW,
				List.of(new PartitionStatus("events", 0, "count", state, since, reason, "do this")), Map.of(),
				List.of());
	}

	private static NodeStatus ingest(String bootId, Instant at, Map<String, Long> ledger, HoldStatus... holds) {
		return new NodeStatus(bootId, "ingest-service", at, List.of(), ledger, List.of(holds));
	}

	private static Map<String, Long> ledger(long received, long committed, long held) {
		return Map.of("received", received, "committed", committed, "held", held, "rejected", 0L, "unknown", 0L,
				"inFlight", 0L);
	}

	@Test
	void addsLedgersUpAndTellsOfWhatIsHeld() {
		HoldStatus before = new HoldStatus("events", 1, 9, 900, NOW, NOW);
		HoldStatus now = new HoldStatus("events", 1, 7, 700, NOW, NOW);

		Pipeline pipeline = service(() -> cluster(partition(0, 7), partition(1, 0)), () -> redis(Map.of(),
				ingest("a", NOW.minusSeconds(1), ledger(5, 5, 0), before), ingest("b", NOW, ledger(8, 1, 7), now)),
				Duration.ZERO)
			.current();

		assertThat(pipeline.ledger()).containsEntry("received", 13L).containsEntry("committed", 6L);
		assertThat(pipeline.holds()).containsExactly(now);
		assertThat(pipeline.warnings()).extracting(Pipeline.Warning::code).containsOnlyOnce("events_held");
		assertThat(pipeline.warnings()).extracting(Pipeline.Warning::code).doesNotContain("ledger_unbalanced");
	}

	@Test
	void anUnbalancedLedgerIsUrgent() {
		Pipeline pipeline = service(() -> cluster(partition(0, 7), partition(1, 0)),
				() -> redis(Map.of(), ingest("a", NOW, ledger(5, 4, 0))), Duration.ZERO)
			.current();

		assertThat(pipeline.warnings().getFirst().code()).isEqualTo("ledger_unbalanced");
	}

	@Test
	void nodesThatTakeNoEventsOweNoOutcomes() {
		NodeStatus inference = new NodeStatus("c", "inference-service", NOW, List.of(),
				Map.of("inferenceHits", 90L, "inferenceMisses", 8L, "inferenceCollapsed", 2L, "inferenceFailures", 1L),
				List.of());

		Pipeline pipeline = look(cluster(partition(0, 7), partition(1, 0)),
				redis(Map.of(), ingest("a", NOW.minusSeconds(1), ledger(5, 5, 0)), inference, inference));

		assertThat(pipeline.ledger()).containsEntry("received", 5L)
			.containsEntry("committed", 5L)
			.containsEntry("inferenceHits", 180L)
			.containsEntry("inferenceMisses", 16L)
			.containsEntry("inferenceCollapsed", 4L)
			.containsEntry("inferenceFailures", 2L);
		assertThat(pipeline.warnings()).extracting(Pipeline.Warning::code).doesNotContain("ledger_unbalanced");
	}

	@Test
	void showsAGroupThatFewInstallationsHaveOnlyWhereItHasMembers() {
		Partition[] partitions = { partition(0, 100), partition(1, 50) };
		RedisState redis = redis(Map.of(0, 100L, 1, 50L));

		assertThat(look(cluster(partitions), redis).groups()).extracting(Pipeline.Group::name)
			.containsExactly("decide", "count");

		GroupState left = new GroupState("empty", "consumer", List.of(), Map.of(0, 90L, 1, 40L), null);
		Pipeline afterwards = look(withGroup("warm", left, partitions), redis);
		assertThat(afterwards.groups()).hasSize(2);
		assertThat(afterwards.warnings()).extracting(Warning::code).doesNotContain("group_without_members");

		GroupState read = new GroupState("stable", "consumer",
				List.of(new Pipeline.Member("m", "client", "host", List.of(0, 1))), Map.of(0, 90L, 1, 40L), null);
		assertThat(look(withGroup("warm", read, partitions), redis).groups().getLast())
			.satisfies((group) -> assertThat(group.name()).isEqualTo("warm"))
			.satisfies((group) -> assertThat(group.lag()).isEqualTo(20));
	}

	private static ClusterState withGroup(String name, GroupState state, Partition... partitions) {
		ClusterState cluster = cluster(partitions);
		Map<String, GroupState> groups = new HashMap<>(cluster.groups());
		groups.put(name, state);
		return new ClusterState(cluster.brokers(), cluster.topics(), groups);
	}

	@Test
	void measuresLagFromTheCommitOrFromTheFenceWhereThereIsOne() {
		Pipeline pipeline = look(cluster(partition(0, 100), partition(1, 50)), redis(Map.of(0, 99L, 1, 50L)));
		assertThat(pipeline.groups().get(0).lag()).isEqualTo(20);
		assertThat(pipeline.groups().get(1).lag()).isEqualTo(1);
		assertThat(pipeline.groups().get(1).partitions()).extracting(Progress::position).containsExactly(99L, 50L);
		assertThat(pipeline.at()).isEqualTo(NOW);
	}

	@Test
	void neverShowsANegativeLag() {
		Pipeline pipeline = look(cluster(partition(0, 100)), redis(Map.of(0, 103L)));
		assertThat(pipeline.groups().get(1).partitions().get(0).lag()).isZero();
	}

	@Test
	void leavesOutTheLagOfAPartitionWithoutAFence() {
		Pipeline pipeline = look(cluster(partition(0, 100), partition(1, 50)), redis(Map.of(1, 50L)));
		Pipeline.Group count = pipeline.groups().get(1);
		assertThat(count.lag()).isNull();
		assertThat(count.partitions().get(0).lag()).isNull();
		assertThat(count.partitions().get(1).lag()).isZero();
	}

	@Test
	void fallsBackToTheCommitWhileRedisIsAway() {
		PipelineService service = service(() -> cluster(partition(0, 100), partition(1, 50)), () -> {
			throw new IllegalStateException("connection refused");
		}, Duration.ZERO);
		Pipeline pipeline = service.current();
		assertThat(pipeline.redis()).isEqualTo(new Pipeline.Backend(false, "connection refused"));
		assertThat(pipeline.groups().get(1).lag()).isEqualTo(20);
		assertThat(pipeline.groups().get(1).generation()).isNull();
	}

	@Test
	void showsWhatRedisSaysWhileKafkaIsAway() {
		PipelineAdmin nowhere = new PipelineAdmin(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, "127.0.0.1:1",
				AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 100, AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
				100));
		try (nowhere) {
			PipelineService service = service(
					() -> new ClusterReader(nowhere.admin(), Map.of("events", "events"), GROUPS).read(),
					() -> redis(Map.of(0, 99L, 1, 50L), node("b", State.WAITING, NOW, "no broker")), Duration.ZERO);
			Pipeline pipeline = service.current();
			assertThat(pipeline.kafka().reachable()).isFalse();
			assertThat(pipeline.kafka().error()).isNotEmpty();
			assertThat(pipeline.topics()).isEmpty();
			Pipeline.Group count = pipeline.groups().get(1);
			assertThat(count.lag()).isNull();
			assertThat(count.state()).isNull();
			assertThat(count.partitions()).extracting(Progress::fence).containsExactly(99L, 50L);
			assertThat(count.partitions().get(0).state()).isEqualTo("waiting");
			assertThat(pipeline.warnings()).extracting(Warning::code)
				.containsExactly("kafka_unreachable", "partition_waiting");
		}
	}

	@Test
	void waitsNoLongerThanItsTimeoutForABackendThatHangs() {
		CountDownLatch never = new CountDownLatch(1);
		AtomicInteger hanging = new AtomicInteger();
		PipelineService service = service(() -> cluster(partition(0, 100)), () -> {
			hanging.incrementAndGet();
			never.await();
			return redis(Map.of());
		}, Duration.ZERO);
		long begin = System.nanoTime();
		assertThat(service.current().redis().error()).isEqualTo("Redis did not answer within 0.2 s");
		assertThat(service.current().redis().reachable()).isFalse();
		assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(TIMEOUT.multipliedBy(10));
		assertThat(hanging).as("the second look joins the first that hangs").hasValue(1);
		never.countDown();
	}

	@Test
	void looksOnceWithinTheCachesTime() {
		AtomicInteger looks = new AtomicInteger();
		PipelineService service = service(() -> {
			looks.incrementAndGet();
			return cluster(partition(0, 100));
		}, () -> redis(Map.of()), Duration.ofMinutes(1));
		assertThat(service.current()).isSameAs(service.current());
		assertThat(looks).hasValue(1);
	}

	@Test
	void believesTheLaterOwnerOfAPartition() {
		Pipeline pipeline = look(cluster(partition(0, 100)),
				redis(Map.of(0, 100L), node("new", State.RUNNING, NOW, "none"),
						node("old", State.STOPPED, NOW.minusSeconds(60), "an old story")));
		Progress progress = pipeline.groups().get(1).partitions().get(0);
		assertThat(progress.state()).isEqualTo("running");
		assertThat(progress.node()).isEqualTo("new");
		assertThat(pipeline.warnings()).isEmpty();
	}

	@Test
	void putsWhatNeedsAPersonFirst() {
		Partition alone = new Partition(0, 0L, 100L, 1, List.of(1, 2), List.of(1));
		Partition leaderless = new Partition(1, null, null, null, List.of(2), List.of());
		Pipeline pipeline = look(cluster(alone, leaderless),
				redis(Map.of(0, 100L), node("b", State.STOPPED, NOW, "the fence is gone")));
		assertThat(pipeline.warnings()).extracting(Warning::code)
			.containsExactly("partition_stopped", "no_leader", "under_replicated");
		assertThat(pipeline.warnings().get(0))
			.isEqualTo(new Warning("partition_stopped", "count at events-0 has stopped: the fence is gone", "do this"));
	}

}
