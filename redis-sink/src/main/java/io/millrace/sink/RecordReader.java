package io.millrace.sink;

import io.millrace.sink.window.RecordId;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Makes sense of a record, the same every time.
 *
 * @param <E> what a record says
 */
public interface RecordReader<E> {

	/**
	 * @throws MalformedRecordException if the record is none that this topic should have
	 */
	E read(ConsumerRecord<byte[], byte[]> record) throws MalformedRecordException;

	/**
	 * What tells a retry, or null if nothing of this kind is ever sent twice.
	 */
	@Nullable RecordId identity(E event);

}
