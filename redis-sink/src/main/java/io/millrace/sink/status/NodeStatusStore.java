package io.millrace.sink.status;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import lombok.RequiredArgsConstructor;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.data.redis.core.StringRedisTemplate;

/**
 * The nodes' words about themselves: {@code millrace:node:<boot id>}, JSON, gone 10 s
 * after the last; and {@code millrace:nodes}, a sorted set of boot ids by the time of the
 * last word, which leads to them. Bounded by the number of nodes that lived in the last
 * minute.
 */
@RequiredArgsConstructor
public final class NodeStatusStore {

	private static final String INDEX = "millrace:nodes";

	private static final Duration KEPT = Duration.ofSeconds(10);

	private final StringRedisTemplate redis;

	private final JsonMapper json;

	private final Clock clock;

	void put(NodeStatus status) {
		long now = this.clock.millis();
		this.redis.opsForValue().set(key(status.bootId()), this.json.writeValueAsString(status), KEPT);
		this.redis.opsForZSet().add(INDEX, status.bootId(), now);
		this.redis.opsForZSet().removeRangeByScore(INDEX, 0, now - 6 * KEPT.toMillis());
	}

	void remove(String bootId) {
		this.redis.delete(key(bootId));
		this.redis.opsForZSet().remove(INDEX, bootId);
	}

	/**
	 * The nodes that have said something in the last ten seconds.
	 */
	public List<NodeStatus> all() {
		Set<String> bootIds = this.redis.opsForZSet().rangeByScore(INDEX, 0, Double.POSITIVE_INFINITY);
		List<NodeStatus> nodes = new ArrayList<>();
		for (String bootId : (bootIds != null) ? bootIds : Set.<String>of()) {
			String status = this.redis.opsForValue().get(key(bootId));
			if (status != null) {
				nodes.add(this.json.readValue(status, NodeStatus.class));
			}
		}
		return nodes;
	}

	private static String key(String bootId) {
		return "millrace:node:" + bootId;
	}

}
