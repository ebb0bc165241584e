package io.millrace.testsupport;

import java.util.List;
import java.util.Optional;

/**
 * A Kafka and a Redis, and the faults that they can be made to have.
 */
interface Backend extends AutoCloseable {

	/**
	 * Says what runs, for the log.
	 */
	String description();

	String kafkaBootstrapServers();

	/**
	 * How many brokers there are, and copies of a partition there can be.
	 */
	default short replicas() {
		return 1;
	}

	/**
	 * Hosts and ports; one, or those of a cluster.
	 */
	List<String> redisNodes();

	default Optional<RedisCluster> redisCluster() {
		return Optional.empty();
	}

	void killRedis();

	void restartRedis();

	boolean canPauseKafka();

	void pauseKafka();

	void resumeKafka();

	void restartKafka();

	@Override
	void close();

}
