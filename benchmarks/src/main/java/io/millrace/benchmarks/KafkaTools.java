package io.millrace.benchmarks;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Kafka's own ProducerPerformance and ConsumerPerformance.
 */
final class KafkaTools {

	private static final Duration PATIENCE = Duration.ofMinutes(3);

	private static final Pattern PRODUCED = Pattern.compile("records sent, ([0-9.]+) records/sec");

	private static final int LINES = 10_000;

	private KafkaTools() {
	}

	/** Sends records of {@link Payload}, with the settings of the ingest service. */
	static Comparison.Run produce(Stack stack, String topic, int records) {
		Path payload = stack.directory().resolve("payload.ndjson");
		Payload.SHOP.write(payload, LINES);
		String output = run(stack, "ProducerPerformance",
				List.of("--topic", topic, "--num-records", Integer.toString(records), "--throughput", "-1",
						"--payload-file", payload.toString(), "--producer-props",
						"bootstrap.servers=" + stack.bootstrapServers(), "acks=all", "compression.type=lz4",
						"linger.ms=5", "batch.size=131072", "buffer.memory=67108864"));
		Matcher produced = PRODUCED.matcher(output);
		double perSecond = 0;
		while (produced.find()) {
			// The last line is about all of them.
			perSecond = Double.parseDouble(produced.group(1));
		}
		return new Comparison.Run(perSecond, Map.of("records", records));
	}

	/** Reads records as a new group. */
	static Comparison.Run consume(Stack stack, String topic, int records) {
		String output = run(stack, "ConsumerPerformance",
				List.of("--topic", topic, "--messages", Integer.toString(records), "--bootstrap-server",
						stack.bootstrapServers(), "--group", UUID.randomUUID().toString(), "--timeout", "20000"));
		String[] header = output.lines()
			.filter((line) -> line.startsWith("start.time"))
			.findFirst()
			.orElseThrow()
			.split(", ");
		String[] values = output.lines().reduce((first, second) -> second).orElseThrow().split(", ");
		int column = List.of(header).indexOf("fetch.nMsg.sec");
		return new Comparison.Run(Double.parseDouble(values[column].strip()), Map.of("records", records));
	}

	private static String run(Stack stack, String tool, List<String> arguments) {
		try (ChildProcess process = ChildProcess.java(stack.directory(), tool, System.getProperty("kafka.tools"),
				List.of("-Xmx512m"), "org.apache.kafka.tools." + tool, arguments)) {
			return process.awaitEnd(PATIENCE);
		}
	}

}
