package io.millrace.sink.log;

import org.apache.kafka.common.TopicPartition;

/**
 * Is told of the moments at which a crash would be most awkward. For tracing, and for
 * tests that crash right there. What it throws is treated as the processor's own failure.
 */
public interface ProcessingObserver {

	/**
	 * The effects up to {@code next} are about to be written in one script. Transactions
	 * have no such moment: their records are sent as they come. Of what ingest nodes hold
	 * for Kafka: a batch is read from Redis and about to be written to Kafka; there
	 * {@code next} counts what this owner has handed over.
	 */
	default void writing(TopicPartition partition, long next) {
	}

	/**
	 * The effects up to {@code next} are written, but Kafka has not heard of it: a script
	 * has answered and the offset isn't committed, or a transaction's records are sent
	 * and it isn't committed. Of what is held: it is committed, and still in Redis.
	 */
	void written(TopicPartition partition, long next);

}
