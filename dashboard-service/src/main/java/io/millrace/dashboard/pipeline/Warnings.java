package io.millrace.dashboard.pipeline;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import io.millrace.dashboard.pipeline.Pipeline.Backend;
import io.millrace.dashboard.pipeline.Pipeline.Group;
import io.millrace.dashboard.pipeline.Pipeline.Node;
import io.millrace.dashboard.pipeline.Pipeline.Partition;
import io.millrace.dashboard.pipeline.Pipeline.Progress;
import io.millrace.dashboard.pipeline.Pipeline.Topic;
import io.millrace.dashboard.pipeline.Pipeline.Warning;
import io.millrace.sink.status.HoldStatus;

/**
 * Says in plain words what is wrong with a pipeline, what needs a person first.
 */
final class Warnings {

	private static final List<String> OUTCOMES = List.of("committed", "held", "rejected", "unknown", "inFlight");

	private final List<Warning> urgent = new ArrayList<>();

	private final List<Warning> passing = new ArrayList<>();

	private Warnings() {
	}

	static List<Warning> of(Backend kafka, Backend redis, List<Topic> topics, List<Group> groups, List<Node> nodes,
			List<HoldStatus> holds) {
		Warnings warnings = new Warnings();
		warnings.backend("kafka_unreachable", "Kafka can't be reached", kafka);
		warnings.backend("redis_unreachable", "Redis can't be reached", redis);
		groups.forEach(warnings::partitions);
		topics.forEach(warnings::replicas);
		if (kafka.reachable()) {
			groups.forEach(warnings::members);
		}
		nodes.forEach(warnings::ledger);
		warnings.holds(holds);
		warnings.urgent.addAll(warnings.passing);
		return warnings.urgent;
	}

	private void backend(String code, String text, Backend backend) {
		if (!backend.reachable()) {
			this.urgent.add(new Warning(code, text + ": " + backend.error(), null));
		}
	}

	private void partitions(Group group) {
		for (Progress one : group.partitions()) {
			String where = group.name() + " at " + group.topic() + "-" + one.partition();
			if ("stopped".equals(one.state())) {
				this.urgent
					.add(new Warning("partition_stopped", where + " has stopped: " + one.reason(), one.remedy()));
			}
			else if ("waiting".equals(one.state())) {
				this.passing.add(new Warning("partition_waiting", where + " waits: " + one.reason(), null));
			}
		}
	}

	private void replicas(Topic topic) {
		for (Partition one : topic.partitions()) {
			String where = topic.name() + "-" + one.partition();
			if (one.leader() == null) {
				this.urgent
					.add(new Warning("no_leader", where + " has no leader: nothing can be written or read", null));
			}
			else if (one.inSync().size() < one.replicas().size()) {
				this.passing.add(new Warning("under_replicated",
						where + " has " + one.inSync().size() + " of " + one.replicas().size() + " replicas in sync",
						null));
			}
		}
	}

	/** That it doesn't add up is a bug, and events may be lost by it. */
	private void ledger(Node node) {
		Map<String, Long> ledger = node.ledger();
		long received = ledger.getOrDefault("received", 0L);
		long outcomes = OUTCOMES.stream().mapToLong((outcome) -> ledger.getOrDefault(outcome, 0L)).sum();
		if (received != outcomes) {
			this.urgent.add(new Warning("ledger_unbalanced", node.service() + " " + node.bootId() + " received "
					+ received + " events and knows of the outcome of " + outcomes, null));
		}
	}

	private void holds(List<HoldStatus> holds) {
		long entries = holds.stream().mapToLong(HoldStatus::entries).sum();
		if (entries > 0) {
			Optional<Instant> oldest = holds.stream()
				.map(HoldStatus::oldest)
				.flatMap(Stream::ofNullable)
				.min(Comparator.naturalOrder());
			this.passing.add(new Warning("events_held", entries + ((entries == 1) ? " event is" : " events are")
					+ " held in Redis until Kafka takes them"
					+ oldest.map((since) -> ", the oldest since " + since.truncatedTo(ChronoUnit.SECONDS)).orElse(""),
					null));
		}
	}

	private void members(Group group) {
		// A group that never was isn't missed: not every installation runs every service.
		boolean waiting = group.lag() == null || group.lag() > 0;
		if (group.state() != null && group.members().isEmpty() && !group.partitions().isEmpty() && waiting) {
			this.urgent.add(new Warning("group_without_members", "Nobody reads " + group.topic() + " for group "
					+ group.name() + ((group.lag() != null) ? "; " + group.lag() + " records wait" : ""), null));
		}
	}

}
