package io.millrace.notification.decide;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

import io.millrace.notification.log.InboxLog;
import io.millrace.sink.log.PartitionLog;
import io.millrace.sink.log.PartitionStoppedException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Decides where a partition starts: at the group's commit, if it was made for this very
 * topic; at the log's start, if nothing was ever decided; nowhere else.
 * <p>
 * The commit's metadata is the topic's id, and, if the event at the position is decided
 * in part, behind a space the last recipient that was, in base64. A commit without any
 * metadata is one that a person has set with Kafka's tools, and is obeyed.
 */
final class DecidePosition {

	private final String group;

	private final PartitionLog log;

	private final InboxLog inboxLog;

	private final String topicId;

	private final long start;

	private final long end;

	private @Nullable String decidedUpTo;

	DecidePosition(String group, PartitionLog log, InboxLog inboxLog) {
		this.group = group;
		this.log = log;
		this.inboxLog = inboxLog;
		this.topicId = log.topicId();
		this.start = log.start();
		this.end = log.end();
	}

	/** The log's first offset. */
	long start() {
		return this.start;
	}

	/** A position as it is committed. */
	static OffsetAndMetadata commit(long position, String topicId) {
		return new OffsetAndMetadata(position, topicId);
	}

	/**
	 * A position whose event is decided in part.
	 * @param recipient the last that was
	 */
	static OffsetAndMetadata commit(long position, String topicId, String recipient) {
		return new OffsetAndMetadata(position,
				topicId + " " + Base64.getEncoder().encodeToString(recipient.getBytes(StandardCharsets.UTF_8)));
	}

	/**
	 * Up to which recipient the event at the position that was found is decided, null if
	 * it isn't at all.
	 */
	@Nullable String decidedUpTo() {
		return this.decidedUpTo;
	}

	String topicId() {
		return this.topicId;
	}

	/**
	 * @throws PartitionStoppedException if there is no position from which nothing would
	 * be lost or decided twice
	 */
	long find() {
		OffsetAndMetadata commit = this.log.committed();
		if (commit == null) {
			return first();
		}
		String[] words = commit.metadata().split(" ", 3);
		String made = words[0];
		this.decidedUpTo = (words.length > 1) ? new String(Base64.getDecoder().decode(words[1]), StandardCharsets.UTF_8)
				: null;
		if (!made.isEmpty() && !made.equals(this.topicId)) {
			throw stop("the position is of another topic that had the same name (" + made + ")");
		}
		long position = commit.offset();
		if (position < this.start || position > this.end) {
			throw stop("the position " + position + " is outside of the log, which reaches from " + this.start + " to "
					+ this.end);
		}
		return position;
	}

	private long first() {
		if (!this.inboxLog.isEmpty()) {
			throw stop("group " + this.group + " has lost its position (" + this.inboxLog.topic()
					+ " isn't empty, so it must have had one)");
		}
		return this.start;
	}

	private PartitionStoppedException stop(String reason) {
		return new PartitionStoppedException(reason,
				"stop the notification services, then say where to go on: kafka-consumer-groups.sh --bootstrap-server …"
						+ " --group " + this.group + " --topic " + this.log.partition().topic() + ":"
						+ this.log.partition().partition()
						+ " --reset-offsets --execute --to-earliest (notifications that inboxes still hold don't come"
						+ " twice) or --to-latest (what was not decided yet never is)");
	}

}
