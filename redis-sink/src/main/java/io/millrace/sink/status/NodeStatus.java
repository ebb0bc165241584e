package io.millrace.sink.status;

import java.time.Instant;
import java.util.List;

import io.millrace.sink.log.PartitionStatus;

/**
 * What a node tells the others.
 *
 * @param bootId another one for each start of the process
 * @param service the application's name
 * @param at when it said so
 * @param partitions the partitions that it owns
 */
public record NodeStatus(String bootId, String service, Instant at, List<PartitionStatus> partitions) {

	public NodeStatus {
		partitions = List.copyOf(partitions);
	}

}
