package io.millrace.sink;

import java.time.Duration;

import lombok.RequiredArgsConstructor;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;

/**
 * Feeds a partition of a generation from the log, by a consumer of its own, until it is
 * as far as the live one. Used by one thread.
 */
@RequiredArgsConstructor
final class PartitionReplay<E> implements AutoCloseable {

	private static final Duration POLL = Duration.ofMillis(5);

	private final TopicPartition partition;

	private final Consumer<byte[], byte[]> consumer;

	private final RecordFilter<E> filter;

	private final Target<E> target;

	/**
	 * Reads on for a moment.
	 * @return whether it is as far as the live one has taken
	 * @throws IllegalStateException if retention was faster
	 */
	boolean advance(Target<E> live, Duration slice) {
		long until = System.nanoTime() + slice.toNanos();
		while (System.nanoTime() - until < 0) {
			ConsumerRecords<byte[], byte[]> records = poll();
			this.target.expect(records.records(this.partition));
			for (ConsumerRecord<byte[], byte[]> record : records) {
				// What lies beyond, the live one is about to be given.
				if (record.offset() < live.taken()) {
					take(record);
				}
			}
			long position = this.consumer.position(this.partition);
			this.target.pass(Math.min(position, live.taken()));
			if (position >= live.taken()) {
				return true;
			}
			if (records.isEmpty()) {
				break;
			}
		}
		return false;
	}

	private ConsumerRecords<byte[], byte[]> poll() {
		try {
			return this.consumer.poll(POLL);
		}
		catch (OffsetOutOfRangeException ex) {
			throw overtaken();
		}
	}

	static IllegalStateException overtaken() {
		return new IllegalStateException("retention has taken records before they were read; start it again");
	}

	private void take(ConsumerRecord<byte[], byte[]> record) {
		E event;
		try {
			event = this.filter.admit(record);
		}
		catch (MalformedRecordException ex) {
			// The live one has set it aside.
			this.target.malformed(record, ex);
			return;
		}
		if (event == null) {
			this.target.duplicate(record);
			return;
		}
		if (!this.target.wants(record.offset()) || this.target.add(record, event)) {
			return;
		}
		this.target.write();
		if (!this.target.add(record, event)) {
			throw new IllegalStateException("an empty batch must take any event");
		}
	}

	@Override
	public void close() {
		this.consumer.close();
	}

}
