package io.millrace.notification.decide;

import java.util.List;

import io.millrace.notification.decide.DecideMetrics.Tally;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What one transaction is about: as many of a poll's records as fit. Used by one thread.
 */
final class DecideBatch {

	/**
	 * A poll of small events can come to far larger notifications, and a transaction that
	 * can't be sent within its time would never come to an end.
	 */
	private static final long MAX_BYTES = 4 * 1024 * 1024;

	final Tally tally = new Tally();

	private final List<ConsumerRecord<byte[], byte[]>> records;

	private final long nextPoll;

	private int to;

	private long bytes;

	/**
	 * @param from the first of the records that it is about
	 * @param nextPoll the position behind the records
	 */
	DecideBatch(List<ConsumerRecord<byte[], byte[]>> records, int from, long nextPoll) {
		this.records = records;
		this.to = from;
		this.nextPoll = nextPoll;
	}

	/** Whether no record may be taken any more. */
	boolean isFull() {
		return this.to == this.records.size() || hasEnough();
	}

	/** Whether what comes of the records is enough. */
	boolean hasEnough() {
		return this.bytes >= MAX_BYTES;
	}

	void sent(int moreBytes) {
		this.bytes += moreBytes;
	}

	/** The record whose turn it is. */
	ConsumerRecord<byte[], byte[]> record() {
		return this.records.get(this.to);
	}

	/** The record is done. */
	void advance() {
		this.to++;
	}

	/** How many records are done, those before this batch included. */
	int to() {
		return this.to;
	}

	/** The position behind it. */
	long next() {
		return (this.to == this.records.size()) ? this.nextPoll : record().offset();
	}

}
