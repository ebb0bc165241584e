package io.millrace.sink.status;

import java.util.List;

import io.millrace.sink.log.PartitionStatus;
import io.millrace.sink.log.PartitionStatus.State;
import lombok.RequiredArgsConstructor;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.dao.DataAccessException;

/**
 * For a service's readiness: down when a partition of this node has stopped and another
 * node of the service has none that has. So a release that stops partitions ends with its
 * first node, and what stops partitions everywhere doesn't keep people from reading what
 * is there. While Redis is away nothing is known of other nodes, and this is up.
 */
@RequiredArgsConstructor
public final class StoppedPartitionsHealthIndicator implements HealthIndicator {

	private final String service;

	private final String bootId;

	private final List<PartitionStatus.Source> sources;

	private final NodeStatusStore store;

	@Override
	public Health health() {
		long stopped = this.sources.stream()
			.flatMap((source) -> source.statuses().stream())
			.filter(StoppedPartitionsHealthIndicator::isStopped)
			.count();
		boolean out = stopped > 0 && anotherFaresBetter();
		return (out ? Health.down() : Health.up()).withDetail("stopped", stopped).build();
	}

	private boolean anotherFaresBetter() {
		try {
			return this.store.all()
				.stream()
				.filter((node) -> node.service().equals(this.service) && !node.bootId().equals(this.bootId))
				.anyMatch((node) -> node.partitions().stream().noneMatch(StoppedPartitionsHealthIndicator::isStopped));
		}
		catch (DataAccessException ex) {
			return false;
		}
	}

	private static boolean isStopped(PartitionStatus partition) {
		return partition.state() == State.STOPPED;
	}

}
