package io.millrace.sink.status;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import io.millrace.sink.log.PartitionStatus;
import io.millrace.sink.log.PartitionStatus.State;
import lombok.RequiredArgsConstructor;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Down when a partition of this node has stopped, with the reason and the remedy; out of
 * service while one waits.
 */
@RequiredArgsConstructor
public final class PartitionsHealthIndicator implements HealthIndicator {

	private final List<PartitionStatus.Source> sources;

	@Override
	public Health health() {
		List<PartitionStatus> all = this.sources.stream().flatMap((source) -> source.statuses().stream()).toList();
		Health.Builder health = Health.up();
		if (any(all, State.STOPPED)) {
			health.down();
		}
		else if (any(all, State.WAITING)) {
			health.outOfService();
		}
		for (PartitionStatus partition : all) {
			if (partition.reason() != null) {
				health.withDetail(partition.group() + "/" + partition.topic() + "-" + partition.partition(),
						describe(partition));
			}
		}
		return health.withDetail("partitions",
				all.stream()
					.collect(Collectors.groupingBy(PartitionStatus::group,
							Collectors.groupingBy(PartitionStatus::state, Collectors.counting()))))
			.build();
	}

	private static boolean any(List<PartitionStatus> all, State state) {
		return all.stream().anyMatch((partition) -> partition.state() == state);
	}

	private static Map<String, String> describe(PartitionStatus partition) {
		return Map.of("state", partition.state().name(), "reason", String.valueOf(partition.reason()), "remedy",
				(partition.remedy() != null) ? partition.remedy() : "none needed: it is tried again");
	}

}
