package io.millrace.ingest.hold;

import io.millrace.common.event.Identity;
import io.millrace.sink.status.HoldMarkerStore;
import org.apache.kafka.common.TopicPartition;

/**
 * What ingest nodes keep in Redis. Keys of one partition are of one slot,
 * {@code {held.<topic>.<partition>}}: <pre>
 * {held.user-events.3}                 stream: the held events. At most millrace.ingest.hold.max-bytes / partitions
 * {held.user-events.3}:marker          hash: opening, openedAt, bytes, rate, closingUntil. There while events are held
 * {held.user-events.3}:openings        how many openings there were. Stays
 * {held.user-events.3}:confirmed       hash: node -> opening. Goes with the marker
 * {held.user-events.3}:owner           who hands over, some seconds
 * {held.user-events.3}:receipt:&lt;hash>  what became of an event that was held or unknown, 24 h
 * {held.user-events.3}:unknown         hash: identity -> receipt, of events to look for. At most 100,000, 24 h
 * millrace:{ingest}:nodes              sorted set: node -> until when it counts
 * millrace:{ingest}:topics             hash: topic -> the number of partitions that events are held by
 * </pre> Nothing of it can be rebuilt from Kafka.
 */
final class HoldKeys {

	static final String NODES = "millrace:{ingest}:nodes";

	static final String TOPICS = "millrace:{ingest}:topics";

	private HoldKeys() {
	}

	static String stream(TopicPartition partition) {
		return "{held." + partition.topic() + "." + partition.partition() + "}";
	}

	static String marker(TopicPartition partition) {
		return HoldMarkerStore.key(partition);
	}

	static String openings(TopicPartition partition) {
		return stream(partition) + ":openings";
	}

	static String confirmed(TopicPartition partition) {
		return stream(partition) + ":confirmed";
	}

	static String owner(TopicPartition partition) {
		return stream(partition) + ":owner";
	}

	static String unknown(TopicPartition partition) {
		return stream(partition) + ":unknown";
	}

	static String receipt(TopicPartition partition, String receipt) {
		return stream(partition) + ":receipt:" + receipt;
	}

	/**
	 * The name of an event's receipt. It leaves out the subject, which who asks need not
	 * know.
	 */
	static String receiptName(String source, String id) {
		return hex(Identity.of(source, id, ""));
	}

	static String hex(Identity identity) {
		return String.format("%016x%016x", identity.high(), identity.low());
	}

}
