package io.millrace.sink.status;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What is held in Redis of one partition until Kafka takes it.
 *
 * @param topic its topic
 * @param partition its number
 * @param entries how many events
 * @param bytes how much
 * @param openedAt since when its events are held, by Redis' clock
 * @param oldest when the oldest of them came, by Redis' clock
 */
public record HoldStatus(String topic, int partition, long entries, long bytes, @Nullable Instant openedAt,
		@Nullable Instant oldest) {

	/**
	 * Something that knows what all nodes hold.
	 */
	public interface Source {

		List<HoldStatus> holds();

	}

}
