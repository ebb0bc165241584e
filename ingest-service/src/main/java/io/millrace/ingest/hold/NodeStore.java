package io.millrace.ingest.hold;

import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.Set;

import io.millrace.sink.fence.ScriptCall;
import io.millrace.sink.fence.ScriptLoader;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.core.RedisCallback;
import org.springframework.data.redis.core.StringRedisTemplate;

/**
 * What ingest nodes know of each other and have agreed on. Every method throws
 * {@link DataAccessException} if Redis doesn't answer. Thread-safe.
 */
@RequiredArgsConstructor
final class NodeStore {

	private final StringRedisTemplate redis;

	private final ScriptLoader scripts;

	private final HoldProperties properties;

	/**
	 * Renews a node's lease.
	 * @return the nodes whose lease runs, this one too
	 */
	Set<String> renew(String node) {
		Set<String> nodes = new HashSet<>();
		this.scripts
			.run(HoldScript.LEASE, List.of(HoldKeys.NODES),
					List.of(ScriptCall.argument(node), ScriptCall.argument(this.properties.lease().toMillis())))
			.forEach((other) -> nodes.add(HoldStore.text(other)));
		return nodes;
	}

	/** For a node that sends no more. */
	void leave(String node) {
		this.redis.opsForZSet().remove(HoldKeys.NODES, node);
	}

	/**
	 * The number of partitions by which a topic's events are held, if any node ever knew.
	 */
	OptionalInt partitions(String topic) {
		return pin(topic, "", "");
	}

	/**
	 * Notes how many partitions a topic has, unless another number is noted.
	 * @param replaced a number by which nothing is held any more, 0 for none
	 * @return the number that is noted now
	 */
	int pin(String topic, int partitions, int replaced) {
		return pin(topic, Integer.toString(partitions), (replaced > 0) ? Integer.toString(replaced) : "").orElseThrow();
	}

	private OptionalInt pin(String topic, String partitions, String replaced) {
		String pinned = HoldStore.text(this.scripts
			.run(HoldScript.PIN, List.of(HoldKeys.TOPICS),
					List.of(ScriptCall.argument(topic), ScriptCall.argument(partitions), ScriptCall.argument(replaced)))
			.get(0));
		return pinned.isEmpty() ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(pinned));
	}

	/**
	 * Why this Redis must not be trusted with events, or null.
	 */
	@Nullable String unfitness() {
		String memory = value("memory", "maxmemory_policy", "noeviction");
		if (memory != null) {
			return "Redis evicts keys when memory is short (maxmemory-policy " + memory
					+ "); set maxmemory-policy noeviction";
		}
		if (this.properties.requireAppendOnly() && value("persistence", "aof_enabled", "1") != null) {
			return "Redis writes no append-only file, so a restart would lose what is held; set appendonly yes, or "
					+ "millrace.ingest.hold.require-append-only=false";
		}
		return null;
	}

	/** A value that isn't as it should be, on any node of a cluster, or null. */
	private @Nullable String value(String section, String field, String expected) {
		RedisCallback<Properties> info = (connection) -> connection.serverCommands().info(section);
		Properties properties = Objects.requireNonNull(this.redis.execute(info));
		// A cluster answers for each node, as host:port.field.
		return properties.stringPropertyNames()
			.stream()
			.filter((name) -> name.endsWith(field))
			.map(properties::getProperty)
			.filter((value) -> !value.equals(expected))
			.findFirst()
			.orElse(null);
	}

}
