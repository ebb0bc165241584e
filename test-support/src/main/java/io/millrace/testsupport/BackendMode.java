package io.millrace.testsupport;

import java.util.Locale;
import java.util.stream.Stream;

/**
 * Where tests take Kafka and Redis from.
 */
enum BackendMode {

	/**
	 * Containers if Docker answers and has the images, else embedded.
	 */
	AUTO,

	/**
	 * A broker in this JVM and a redis-server beside it.
	 */
	EMBEDDED,

	/**
	 * Containers, or a failure that says what is missing.
	 */
	CONTAINERS,

	/**
	 * Three brokers in this JVM and a Redis Cluster of six servers beside it.
	 */
	CLUSTER;

	static final String PROPERTY = "millrace.backends";

	static BackendMode fromSystemProperty() {
		String value = System.getProperty(PROPERTY, "auto");
		return Stream.of(values())
			.filter((mode) -> mode.name().toLowerCase(Locale.ROOT).equals(value))
			.findFirst()
			.orElseThrow(() -> new IllegalArgumentException(
					PROPERTY + " must be auto, embedded, containers or cluster, not '" + value + "'"));
	}

}
