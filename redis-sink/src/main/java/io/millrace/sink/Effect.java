package io.millrace.sink;

import java.time.Instant;
import java.util.List;

import io.millrace.sink.fence.ScriptCall;
import io.millrace.sink.fence.Slot;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * What the records of one partition do to Redis. Gathers events and turns them into one
 * script at a time. An instance lives as long as its partition is owned and nothing
 * failed; after any failure it is dropped with all that it gathered and remembers, and a
 * new one is opened at the stored position. Used by one thread.
 *
 * @param <E> what a record says
 */
public interface Effect<E> {

	/**
	 * Told of records that come next, before they are read: whatever it will need of
	 * Redis can be had at once now. Some of them may be malformed or duplicates.
	 */
	default void expect(List<ConsumerRecord<byte[], byte[]>> records) {
	}

	/**
	 * Takes an event into the batch being gathered. Duplicates and malformed records
	 * never come here, but to the methods below.
	 * @return false if the script would grow beyond its bounds; then nothing was taken,
	 * and it is offered again after the batch was written. An empty batch takes any
	 * event.
	 */
	boolean add(ConsumerRecord<byte[], byte[]> record, E event);

	/**
	 * Told of a record that was sent before, in its place among the others. It may be
	 * counted, with what is gathered.
	 */
	default void duplicate(ConsumerRecord<byte[], byte[]> record) {
	}

	/**
	 * Told of a record that can't be read, in its place among the others. It may be
	 * counted, with what is gathered.
	 */
	default void malformed(ConsumerRecord<byte[], byte[]> record, MalformedRecordException reason) {
	}

	/**
	 * Asked every {@code millrace.sink.check-interval} when nothing is gathered.
	 * @return whether there is something to write all the same, though no record has
	 * come: it must be something that may be written again, or by an owner that isn't any
	 * more
	 */
	default boolean isStale(Instant now) {
		return false;
	}

	/**
	 * The script for what was gathered, {@link ScriptCall#NONE} if that has no effect;
	 * and starts a new batch. Its memory may assume that the script succeeds.
	 */
	ScriptCall drain();

	/**
	 * Makes effects for partitions that were assigned or must be opened again.
	 *
	 * @param <E> what a record says
	 */
	@FunctionalInterface
	interface Factory<E> {

		/**
		 * @param slot the slot of all keys that the effect may touch
		 */
		Effect<E> open(Slot slot, TopicPartition partition);

	}

}
