package io.millrace.common.topic;

import java.time.Duration;

import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How one topic is made. An existing topic is never changed.
 *
 * @param name the topic's name. Default: user-events, inbox-log, settings, deliveries,
 * meters or inference-requests
 * @param partitions number of partitions. Default 6. It bounds how many consumers of one
 * group share the work; it cannot be changed later without a new topic, so too low limits
 * growth, too high costs memory and file handles
 * @param replicas copies of each partition, at most the number of brokers. Default 1,
 * which loses data with the broker's disk: 3 in production
 * @param retention how long records are kept, by the broker's append time. Default 90d,
 * of deliveries 7d, of inference-requests 1d. It is how far back everything can be
 * rebuilt, and how long a delivery can wait for who is to get it; more costs disk
 * @param maxMessageSize the largest value of a record, uncompressed. Default 1MB, for
 * inbox-log 64KB more. Too low refuses events that the limit of the HTTP side lets
 * through, too high lets one record delay the others
 */
public record TopicSettings(@DefaultValue("") String name, @DefaultValue("6") int partitions,
		@DefaultValue("1") short replicas, @DefaultValue("0s") Duration retention,
		@DefaultValue("0B") DataSize maxMessageSize) {

	private static final DataSize RECORD_OVERHEAD = DataSize.ofKilobytes(16);

	public TopicSettings {
		if (partitions < 1 || replicas < 1) {
			throw new IllegalArgumentException("A topic has at least one partition and one replica");
		}
		if (!retention.isZero() && retention.compareTo(Duration.ofMinutes(1)) < 0) {
			throw new IllegalArgumentException("A topic's retention is at least a minute, not " + retention);
		}
		if (maxMessageSize.isNegative() || maxMessageSize.compareTo(DataSize.ofMegabytes(512)) > 0) {
			throw new IllegalArgumentException("A topic's message size is at most 512MB, not " + maxMessageSize);
		}
	}

	/**
	 * The largest record, its key, headers and batch header included: for
	 * {@code max.message.bytes} and {@code max.request.size}.
	 */
	public int maxRecordBytes() {
		return Math.toIntExact(this.maxMessageSize.toBytes() + RECORD_OVERHEAD.toBytes());
	}

	/**
	 * The same under another name.
	 */
	public TopicSettings named(String other) {
		return new TopicSettings(other, this.partitions, this.replicas, this.retention, this.maxMessageSize);
	}

	TopicSettings withOnePartition() {
		return new TopicSettings(this.name, 1, this.replicas, this.retention, this.maxMessageSize);
	}

	/**
	 * The same, with what was left open filled in: defaults differ from topic to topic.
	 */
	TopicSettings or(String defaultName, DataSize defaultSize, Duration defaultRetention) {
		return new TopicSettings(this.name.isBlank() ? defaultName : this.name, this.partitions, this.replicas,
				this.retention.isZero() ? defaultRetention : this.retention,
				(this.maxMessageSize.toBytes() == 0) ? defaultSize : this.maxMessageSize);
	}

}
