package io.millrace.sink;

import java.util.Objects;
import java.util.Properties;

import io.millrace.sink.log.PartitionStoppedException;
import lombok.RequiredArgsConstructor;

import org.springframework.data.redis.core.RedisCallback;
import org.springframework.data.redis.core.StringRedisTemplate;

/**
 * Redis must not evict: a fence that outlives its data, or data that outlives its fence,
 * would be a lie.
 */
@RequiredArgsConstructor
final class EvictionPolicy {

	private static final String FIELD = "maxmemory_policy";

	private final StringRedisTemplate redis;

	/**
	 * @throws PartitionStoppedException if a server has another policy than noeviction
	 */
	void verify() {
		// INFO, because managed services often refuse CONFIG. A cluster answers for each
		// node, as host:port.field.
		Properties memory = Objects.requireNonNull(this.redis
			.execute((RedisCallback<Properties>) (connection) -> connection.serverCommands().info("memory")));
		for (String name : memory.stringPropertyNames()) {
			String policy = memory.getProperty(name);
			if (name.endsWith(FIELD) && !policy.equals("noeviction")) {
				throw new PartitionStoppedException(
						"Redis evicts keys when memory is short (maxmemory-policy " + policy + ")",
						"set maxmemory-policy noeviction, e.g. redis-cli CONFIG SET maxmemory-policy noeviction");
			}
		}
	}

}
