package io.millrace.ingest.hold;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.lettuce.core.api.async.BaseRedisAsyncCommands;
import io.lettuce.core.cluster.api.async.RedisAdvancedClusterAsyncCommands;
import lombok.RequiredArgsConstructor;

import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.connection.RedisClusterConnection;
import org.springframework.data.redis.connection.RedisClusterNode;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.core.RedisCallback;
import org.springframework.data.redis.core.StringRedisTemplate;

/**
 * Waits until replicas have what was written. {@code WAIT} speaks of the writes of its
 * own connection, so this relies on the connection that Spring Data shares among threads,
 * and on a cluster on the one that Lettuce keeps for each primary. Thread-safe.
 */
@RequiredArgsConstructor
final class ReplicationStore {

	private final StringRedisTemplate redis;

	private final HoldProperties properties;

	/** Too few replicas have what was written. It is written all the same. */
	static final class NotReplicatedException extends DataAccessException {

		private static final long serialVersionUID = 1L;

		NotReplicatedException(long replicas, int required) {
			super(replicas + " replicas of Redis have what is to be held, " + required + " are required");
		}

	}

	/**
	 * Returns when as many replicas as are required have all that was written to a key.
	 * @throws NotReplicatedException if they don't in time
	 */
	void await(String key) {
		if (this.properties.replicas() == 0) {
			return;
		}
		RedisCallback<Long> call = (connection) -> await(connection, key);
		long replicas = Objects.requireNonNull(this.redis.execute(call));
		if (replicas < this.properties.replicas()) {
			throw new NotReplicatedException(replicas, this.properties.replicas());
		}
	}

	private long await(RedisConnection connection, String key) {
		long millis = this.properties.replicaTimeout().toMillis();
		try {
			return commands(connection, key).waitForReplication(this.properties.replicas(), millis)
				.get(millis + 1_000, TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return 0;
		}
		catch (ExecutionException | TimeoutException ex) {
			return 0;
		}
	}

	@SuppressWarnings("unchecked")
	private static BaseRedisAsyncCommands<byte[], byte[]> commands(RedisConnection connection, String key) {
		if (connection instanceof RedisClusterConnection cluster) {
			RedisClusterNode primary = Objects
				.requireNonNull(cluster.clusterGetNodeForKey(key.getBytes(StandardCharsets.UTF_8)));
			return ((RedisAdvancedClusterAsyncCommands<byte[], byte[]>) connection.getNativeConnection())
				.getConnection(Objects.requireNonNull(primary.getHost()), Objects.requireNonNull(primary.getPort()));
		}
		return (BaseRedisAsyncCommands<byte[], byte[]>) connection.getNativeConnection();
	}

}
