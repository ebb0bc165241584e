package io.millrace.dashboard.pipeline;

import java.util.ArrayList;
import java.util.List;

import io.millrace.dashboard.pipeline.Pipeline.Backend;
import io.millrace.dashboard.pipeline.Pipeline.Group;
import io.millrace.dashboard.pipeline.Pipeline.Partition;
import io.millrace.dashboard.pipeline.Pipeline.Progress;
import io.millrace.dashboard.pipeline.Pipeline.Topic;
import io.millrace.dashboard.pipeline.Pipeline.Warning;

/**
 * Says in plain words what is wrong with a pipeline, what needs a person first.
 */
final class Warnings {

	private final List<Warning> urgent = new ArrayList<>();

	private final List<Warning> passing = new ArrayList<>();

	private Warnings() {
	}

	static List<Warning> of(Backend kafka, Backend redis, List<Topic> topics, List<Group> groups) {
		Warnings warnings = new Warnings();
		warnings.backend("kafka_unreachable", "Kafka can't be reached", kafka);
		warnings.backend("redis_unreachable", "Redis can't be reached", redis);
		groups.forEach(warnings::partitions);
		topics.forEach(warnings::replicas);
		if (kafka.reachable()) {
			groups.forEach(warnings::members);
		}
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

	private void members(Group group) {
		// A group that never was isn't missed: not every installation runs every service.
		boolean waiting = group.lag() == null || group.lag() > 0;
		if (group.state() != null && group.members().isEmpty() && !group.partitions().isEmpty() && waiting) {
			this.urgent.add(new Warning("group_without_members", "Nobody reads " + group.topic() + " for group "
					+ group.name() + ((group.lag() != null) ? "; " + group.lag() + " records wait" : ""), null));
		}
	}

}
