package io.millrace.embedded;

import java.util.Map;
import java.util.TreeMap;

/**
 * Settings of a broker that stands alone, in this JVM or in a container, and of three
 * that form a cluster.
 */
public final class BrokerSettings {

	private BrokerSettings() {
	}

	/**
	 * Returns what differs from Kafka's defaults: one replica of everything, few
	 * partitions of the internal topics, and time-outs of seconds, so that a dead
	 * consumer's partitions move after 6 s (Kafka: 45 s) and a dead producer's
	 * transaction ends within a second of its own time-out (Kafka: 10 s).
	 * @return broker properties by name
	 */
	public static Map<String, String> singleBroker() {
		Map<String, String> settings = new TreeMap<>();
		settings.put("auto.create.topics.enable", "false");
		settings.put("offsets.topic.replication.factor", "1");
		settings.put("offsets.topic.num.partitions", "5");
		settings.put("transaction.state.log.replication.factor", "1");
		settings.put("transaction.state.log.min.isr", "1");
		settings.put("transaction.state.log.num.partitions", "5");
		settings.put("share.coordinator.state.topic.replication.factor", "1");
		settings.put("share.coordinator.state.topic.min.isr", "1");
		settings.put("share.coordinator.state.topic.num.partitions", "1");
		settings.put("group.initial.rebalance.delay.ms", "0");
		settings.put("group.consumer.session.timeout.ms", "6000");
		settings.put("group.consumer.min.session.timeout.ms", "6000");
		settings.put("group.consumer.heartbeat.interval.ms", "1000");
		settings.put("group.consumer.min.heartbeat.interval.ms", "1000");
		settings.put("transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000");
		return settings;
	}

	/**
	 * Returns what three brokers have otherwise than one: three replicas of everything,
	 * of which two must have what is acknowledged, as in production; and a broker that
	 * stops doesn't hand its partitions over before, so that three can stop at a time.
	 */
	static Map<String, String> threeBrokers() {
		return Map.of("default.replication.factor", "3", "min.insync.replicas", "2", "offsets.topic.replication.factor",
				"3", "transaction.state.log.replication.factor", "3", "transaction.state.log.min.isr", "2",
				"share.coordinator.state.topic.replication.factor", "3", "share.coordinator.state.topic.min.isr", "2",
				"controlled.shutdown.enable", "false");
	}

	/**
	 * Returns what keeps a broker that shares a JVM small: few threads, and a cleaner
	 * that doesn't take 128 MB of heap at start.
	 */
	static Map<String, String> smallFootprint() {
		return Map.of("num.network.threads", "2", "num.io.threads", "3", "background.threads", "2",
				"num.recovery.threads.per.data.dir", "2", "log.cleaner.dedupe.buffer.size", "4194304",
				"log.cleaner.io.buffer.size", "262144");
	}

}
