package io.millrace.sink;

import io.millrace.sink.window.DuplicateWindow;
import io.millrace.sink.window.RecordId;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Tells which records of a partition count. All of them must pass in order, from a
 * duplicate window before the first that matters. Used by one thread.
 */
final class RecordFilter<E> {

	private final RecordReader<E> reader;

	private final DuplicateWindow window;

	RecordFilter(RecordReader<E> reader, long windowSize) {
		this.reader = reader;
		this.window = new DuplicateWindow(windowSize);
	}

	/**
	 * Where to begin to read if records from a position on matter.
	 */
	long readFrom(long start, long position) {
		return Math.max(start, position - this.window.size());
	}

	/**
	 * What a record says, or null if it was said before.
	 * @throws MalformedRecordException if it can't be read
	 */
	@Nullable E admit(ConsumerRecord<byte[], byte[]> record) throws MalformedRecordException {
		E event = this.reader.read(record);
		RecordId id = this.reader.identity(event);
		return (id != null && this.window.seen(id, record.offset())) ? null : event;
	}

}
