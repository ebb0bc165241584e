package io.millrace.common.topic;

/**
 * A topic exists with another number of partitions than configured. Adding partitions in
 * place would move users to other partitions, and with them lose their order and their
 * place in Redis; so nothing is changed and the start fails.
 */
public final class PartitionCountMismatchException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final String problem;

	private final String procedure;

	PartitionCountMismatchException(String topic, int actual, int configured) {
		this("Topic '%s' has %d partitions, but %d are configured. Partitions are never changed in place."
			.formatted(topic, actual, configured),
				"""
						Either configure %2$d partitions, or move to another topic: \
						1. choose a new name for the topic with %3$d partitions; \
						2. stop sending and let every consumer group drain '%1$s' (lag 0); \
						3. start all services with the new name; \
						4. rebuild what is to reach further back than the new topic.""".formatted(topic, actual,
						configured));
	}

	private PartitionCountMismatchException(String problem, String procedure) {
		super(problem + " " + procedure);
		this.problem = problem;
		this.procedure = procedure;
	}

	String problem() {
		return this.problem;
	}

	String procedure() {
		return this.procedure;
	}

}
