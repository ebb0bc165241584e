package io.millrace.sink.log;

import java.util.List;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What is done with the records of one partition while this member owns it. An instance
 * lives from one opening to the next failure or revocation and is only ever used by the
 * thread of its {@link PartitionLoop}.
 * <p>
 * A method may throw {@link ReopenException} (drop everything and open again at once),
 * {@link PartitionStoppedException} (a person has to look) or any exception that
 * {@link Failures} knows as transient (wait, then open again). Everything else is taken
 * for a bug and stops the partition visibly. In each case this instance is discarded with
 * all that it remembers.
 */
public interface PartitionProcessor {

	/**
	 * Finds out where this partition stands.
	 * @return the position to read from; at or below the stored position, if earlier
	 * records are needed for memory
	 */
	long open();

	/**
	 * Takes what one poll brought, in offset order.
	 * @param records may be empty where a poll brought only transaction markers
	 * @param next the consumer's position after this poll
	 */
	void process(List<ConsumerRecord<byte[], byte[]>> records, long next);

	/**
	 * Whether more may come. While it may not, nothing is read for this partition, and
	 * the others go on.
	 */
	default boolean hasRoom() {
		return true;
	}

	/**
	 * Called several times a second, records or not, when all partitions have taken what
	 * the last poll brought: for what is due by the clock, or to be done once for all of
	 * them.
	 */
	void tick();

	/**
	 * Whether there is work that doesn't come with a poll, so that the next tick should
	 * not wait for one.
	 */
	default boolean hasMore() {
		return false;
	}

	/**
	 * Finishes what was taken so far, because the partition is about to be given away.
	 */
	void flush();

	/**
	 * Up to where records have taken effect, once this is open.
	 */
	long position();

	/**
	 * The position that lag tools may be told, or -1 where this processor commits by
	 * itself or has nothing to tell.
	 */
	long committable();

	/**
	 * Gives back what {@link #open()} took. Does not write.
	 */
	default void close() {
	}

	/**
	 * Makes a processor for a partition that was assigned or must be opened again.
	 */
	@FunctionalInterface
	interface Factory {

		PartitionProcessor create(PartitionLog log);

		/**
		 * The factory for one thread's partitions; those may share what no other thread
		 * sees.
		 */
		default Factory forThread() {
			return this;
		}

	}

}
