package io.millrace.sink.status;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.millrace.sink.log.PartitionStatus;

/**
 * What a node tells the others.
 *
 * @param bootId another one for each start of the process
 * @param service the application's name
 * @param at when it said so
 * @param partitions the partitions that it owns
 * @param ledger what it has counted since its start, see {@link LedgerSource}
 * @param holds what all nodes hold, as it knows
 */
public record NodeStatus(String bootId, String service, Instant at, List<PartitionStatus> partitions,
		Map<String, Long> ledger, List<HoldStatus> holds) {

	/** A node of an earlier release says less. */
	@SuppressWarnings("ConstantValue")
	public NodeStatus {
		partitions = List.copyOf(partitions);
		ledger = Map.copyOf(Objects.requireNonNullElse(ledger, Map.of()));
		holds = List.copyOf(Objects.requireNonNullElse(holds, List.of()));
	}

}
