package io.millrace.sink.status;

import java.time.Instant;
import java.util.Optional;

import lombok.RequiredArgsConstructor;
import org.apache.kafka.common.TopicPartition;

import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.core.StringRedisTemplate;

/**
 * What everybody may know of the hold: a partition's marker is there for as long as its
 * events are held in Redis instead of being sent to Kafka. Thread-safe.
 */
@RequiredArgsConstructor
public final class HoldMarkerStore {

	private final StringRedisTemplate redis;

	/**
	 * The key of a partition's marker, in the slot of what is held.
	 */
	public static String key(TopicPartition partition) {
		return "{held." + partition.topic() + "." + partition.partition() + "}:marker";
	}

	/**
	 * Since when, by Redis' clock, a partition's events are held; empty if they aren't.
	 * All that are held came later.
	 * @throws DataAccessException if Redis doesn't answer
	 */
	public Optional<Instant> openedAt(TopicPartition partition) {
		String millis = this.redis.<String, String>opsForHash().get(key(partition), "openedAt");
		return Optional.ofNullable(millis).map((since) -> Instant.ofEpochMilli(Long.parseLong(since)));
	}

}
