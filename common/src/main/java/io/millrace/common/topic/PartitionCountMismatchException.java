package io.millrace.common.topic;

/**
 * A topic exists with another number of partitions than configured. Adding partitions in
 * place would move users to other partitions, and with them lose their order and their
 * place in Redis; so nothing is changed and the start fails.
 */
public final class PartitionCountMismatchException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	PartitionCountMismatchException(String topic, int actual, int configured) {
		super("""
				Topic '%1$s' has %2$d partitions, but %3$d are configured. Partitions are never changed in place. \
				Either configure %2$d, or move to another topic: 1. choose a new name for the topic with %3$d partitions; \
				2. let every consumer group drain '%1$s' (lag 0) while nothing is sent; 3. start all services with the new \
				name; 4. rebuild what is to reach further back than the new topic."""
			.formatted(topic, actual, configured));
	}

}
