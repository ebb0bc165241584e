package io.millrace.testsupport;

/**
 * One Kafka and one Redis, and the faults that they can be made to have.
 */
interface Backend extends AutoCloseable {

	/**
	 * Says what runs, for the log.
	 */
	String description();

	String kafkaBootstrapServers();

	String redisHost();

	int redisPort();

	void killRedis();

	void restartRedis();

	boolean canPauseKafka();

	void pauseKafka();

	void resumeKafka();

	void restartKafka();

	@Override
	void close();

}
