package io.millrace.dashboard.pipeline;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.millrace.sink.status.HoldStatus;
import org.jspecify.annotations.Nullable;

/**
 * One look at the whole pipeline. What could not be seen is absent, never zero.
 *
 * @param at when the look began; what it says is no older
 * @param kafka whether Kafka answered: without it there are no topics, members and lags
 * @param redis whether Redis answered: without it there are no fences, generations and
 * nodes
 * @param brokers the Kafka cluster's brokers
 * @param topics the topics that Millrace uses, dead letters too
 * @param groups the consumer groups that carry events on
 * @param nodes the processes that said something of themselves lately
 * @param ledger what those nodes have counted since their starts, added up
 * @param holds what is held in Redis until Kafka takes it
 * @param warnings what somebody should know, most urgent first
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record Pipeline(Instant at, Backend kafka, Backend redis, List<Broker> brokers, List<Topic> topics,
		List<Group> groups, List<Node> nodes, Map<String, Long> ledger, List<HoldStatus> holds,
		List<Warning> warnings) {

	public Pipeline {
		brokers = List.copyOf(brokers);
		topics = List.copyOf(topics);
		groups = List.copyOf(groups);
		nodes = List.copyOf(nodes);
		holds = List.copyOf(holds);
		warnings = List.copyOf(warnings);
	}

	/**
	 * Whether a backend answered.
	 *
	 * @param reachable whether it did
	 * @param error why not
	 */
	@JsonInclude(JsonInclude.Include.NON_ABSENT)
	public record Backend(boolean reachable, @Nullable String error) {

		static final Backend REACHABLE = new Backend(true, null);

	}

	/**
	 * A Kafka broker.
	 *
	 * @param id its node id
	 * @param host where it listens
	 * @param port where it listens
	 */
	public record Broker(int id, String host, int port) {
	}

	/**
	 * A topic.
	 *
	 * @param name its name
	 * @param kind what it carries: events, log, requests or dead-letters
	 * @param exists whether the cluster has it
	 * @param partitions its partitions in order
	 */
	public record Topic(String name, String kind, boolean exists, List<Partition> partitions) {

		public Topic {
			partitions = List.copyOf(partitions);
		}

	}

	/**
	 * A partition of a topic.
	 *
	 * @param partition its number
	 * @param startOffset the first offset that is still kept
	 * @param endOffset the offset that the next record will get
	 * @param leader the broker that serves it; absent if none does
	 * @param replicas the brokers that should have it
	 * @param inSync those that have all of it
	 */
	@JsonInclude(JsonInclude.Include.NON_ABSENT)
	public record Partition(int partition, @Nullable Long startOffset, @Nullable Long endOffset,
			@Nullable Integer leader, List<Integer> replicas, List<Integer> inSync) {

		public Partition {
			replicas = List.copyOf(replicas);
			inSync = List.copyOf(inSync);
		}

	}

	/**
	 * A consumer group on its topic.
	 *
	 * @param name its name
	 * @param topic the topic that it reads
	 * @param state Kafka's word for it, e.g. stable, empty, reconciling; absent if there
	 * is no such group yet or Kafka didn't say
	 * @param protocol consumer or classic
	 * @param error why Kafka could not tell of it
	 * @param lag records not yet processed; absent if one partition's isn't known
	 * @param members the consumers
	 * @param partitions how far it is in each partition
	 * @param generation what it writes to in Redis, if it writes there
	 */
	@JsonInclude(JsonInclude.Include.NON_ABSENT)
	public record Group(String name, String topic, @Nullable String state, @Nullable String protocol,
			@Nullable String error, @Nullable Long lag, List<Member> members, List<Progress> partitions,
			@Nullable GenerationState generation) {

		public Group {
			members = List.copyOf(members);
			partitions = List.copyOf(partitions);
		}

	}

	/**
	 * A consumer of a group.
	 *
	 * @param id its id in the group
	 * @param clientId what it calls itself
	 * @param host where it connects from
	 * @param partitions the partitions it owns
	 */
	public record Member(String id, String clientId, String host, List<Integer> partitions) {

		public Member {
			partitions = List.copyOf(partitions);
		}

	}

	/**
	 * How far a group is in a partition.
	 *
	 * @param partition the partition's number
	 * @param committed the position that Kafka knows; of a group that writes to Redis it
	 * trails the fence by about a second
	 * @param fence the position that lives with the data in Redis
	 * @param position what counts: the fence of a group that has one, else the commit
	 * @param lag records from the position to the partition's end
	 * @param state what the owner says: opening, running, waiting or stopped
	 * @param since when that state began
	 * @param reason why it waits or has stopped
	 * @param remedy what to do about it
	 * @param node the boot id of the owner
	 */
	@JsonInclude(JsonInclude.Include.NON_ABSENT)
	public record Progress(int partition, @Nullable Long committed, @Nullable Long fence, @Nullable Long position,
			@Nullable Long lag, @Nullable String state, @Nullable Instant since, @Nullable String reason,
			@Nullable String remedy, @Nullable String node) {
	}

	/**
	 * The filling of Redis that a group writes to.
	 *
	 * @param name its name
	 * @param filling whether it isn't complete yet
	 * @param filled how many partitions are
	 * @param partitions how many there are
	 * @param since from when on it counts, where retention had taken what was before
	 */
	@JsonInclude(JsonInclude.Include.NON_ABSENT)
	public record GenerationState(String name, boolean filling, int filled, int partitions, Optional<Instant> since) {
	}

	/**
	 * A process of Millrace.
	 *
	 * @param bootId another one after each start
	 * @param service which service it is
	 * @param lastSeen when it last said something, by its own clock
	 * @param partitions how many partitions it owns, over all groups
	 * @param ledger what it has counted since its start. Of an ingest node received =
	 * committed + held + rejected + unknown + inFlight
	 */
	public record Node(String bootId, String service, Instant lastSeen, int partitions, Map<String, Long> ledger) {
	}

	/**
	 * Something that a person should know.
	 *
	 * @param code one of a closed list: kafka_unreachable, redis_unreachable,
	 * partition_stopped, no_leader, group_without_members, ledger_unbalanced,
	 * partition_waiting, events_held, under_replicated
	 * @param text what is wrong, in a sentence
	 * @param remedy what to do; absent if it passes by itself
	 */
	@JsonInclude(JsonInclude.Include.NON_ABSENT)
	public record Warning(String code, String text, @Nullable String remedy) {
	}

}
