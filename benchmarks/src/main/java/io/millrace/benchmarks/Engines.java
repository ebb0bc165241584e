package io.millrace.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

import io.millrace.embedded.EmbeddedKafka;
import io.millrace.embedded.EmbeddedRedis;

/**
 * A Kafka broker and a redis-server in a process of their own, so that their CPU time
 * isn't counted as anybody else's.
 */
final class Engines {

	/** Printed when both serve, with their ports. */
	static final String SERVING = "SERVING";

	private Engines() {
	}

	/**
	 * Runs until its input ends.
	 * @param args the data directory
	 */
	public static void main(String[] args) throws IOException {
		Path directory = Path.of(args[0]);
		try (EmbeddedRedis redis = EmbeddedRedis.start(directory.resolve("redis"), 0, false);
				EmbeddedKafka kafka = EmbeddedKafka.start(directory.resolve("kafka"), 0, Map.of())) {
			System.out.println(SERVING + " " + kafka.bootstrapServers() + " " + redis.port());
			Runtime.getRuntime().addShutdownHook(new Thread(redis::close));
			while (System.in.read() >= 0) {
				continue;
			}
		}
	}

}
