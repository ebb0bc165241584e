package io.millrace.dashboard.pipeline;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.ReentrantLock;

import io.millrace.dashboard.pipeline.Pipeline.Backend;
import io.millrace.dashboard.pipeline.Look.Sight;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the pipeline. However many ask, Kafka and Redis are looked at once at a time,
 * and a look serves all who ask within {@link PipelineProperties#cache}. Thread-safe.
 */
public final class PipelineService {

	private final List<WatchedGroup> groups;

	private final Look<ClusterState> kafka;

	private final Look<RedisState> redis;

	private final Duration cache;

	private final Clock clock;

	private final ReentrantLock lock = new ReentrantLock();

	private @Nullable Pipeline last;

	private long lastNanos;

	PipelineService(List<WatchedGroup> groups, Look<ClusterState> kafka, Look<RedisState> redis,
			PipelineProperties properties, Clock clock) {
		this.groups = List.copyOf(groups);
		this.kafka = kafka;
		this.redis = redis;
		this.cache = properties.cache();
		this.clock = clock;
	}

	/**
	 * The pipeline now, or as it was within the cache's time; {@link Pipeline#at} says
	 * when. Never throws because a backend is away: what it could not tell is absent.
	 */
	public Pipeline current() {
		return current(this.cache);
	}

	/**
	 * The same for who looks regularly, and would otherwise see every other look twice.
	 * @param age how long ago a look may have ended
	 */
	public Pipeline current(Duration age) {
		this.lock.lock();
		try {
			Pipeline cached = this.last;
			if (cached != null && System.nanoTime() - this.lastNanos < age.toNanos()) {
				return cached;
			}
			Pipeline looked = look();
			this.last = looked;
			// From the end of the look: while a backend is away a look takes longer than
			// it is kept, and those who waited for it must not look again in turn.
			this.lastNanos = System.nanoTime();
			return looked;
		}
		finally {
			this.lock.unlock();
		}
	}

	private Pipeline look() {
		Instant at = this.clock.instant();
		FutureTask<ClusterState> kafkaLook = this.kafka.begin();
		FutureTask<RedisState> redisLook = this.redis.begin();
		Sight<ClusterState> kafkaSight = this.kafka.await(kafkaLook);
		Sight<RedisState> redisSight = this.redis.await(redisLook);
		ClusterState cluster = (kafkaSight.seen() != null) ? kafkaSight.seen() : ClusterState.UNKNOWN;
		PipelineView view = new PipelineView(cluster, redisSight.seen());
		List<Pipeline.Group> seen = this.groups.stream().filter(view::isShown).map(view::group).toList();
		Backend kafkaState = backend(kafkaSight);
		Backend redisState = backend(redisSight);
		return new Pipeline(at, kafkaState, redisState, cluster.brokers(), cluster.topics(), seen, view.nodes(),
				view.ledger(), view.holds(),
				Warnings.of(kafkaState, redisState, cluster.topics(), seen, view.nodes(), view.holds()));
	}

	private static Backend backend(Sight<?> sight) {
		return (sight.error() == null) ? Backend.REACHABLE : new Backend(false, sight.error());
	}

}
