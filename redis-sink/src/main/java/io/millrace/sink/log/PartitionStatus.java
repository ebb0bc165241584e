package io.millrace.sink.log;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * How one partition of one group fares on this node.
 *
 * @param topic its topic
 * @param partition its number
 * @param group the consumer group
 * @param state what is going on
 * @param since when this state began
 * @param reason why it waits or has stopped
 * @param remedy what to do, if it has stopped
 */
public record PartitionStatus(String topic, int partition, String group, State state, Instant since,
		@Nullable String reason, @Nullable String remedy) {

	/**
	 * The states of a partition.
	 */
	public enum State {

		/** Finding out where it stands. */
		OPENING,
		/** Records are processed. */
		RUNNING,
		/** Something it needs is away; tried again by itself. */
		WAITING,
		/** Needs a person; see the remedy. */
		STOPPED

	}

	/**
	 * Something that reads partitions and can tell how they fare.
	 */
	public interface Source {

		List<PartitionStatus> statuses();

	}

}
