package io.millrace.benchmarks;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A process that sends events at a constant rate with Kafka's producer, with the settings
 * of the ingest service, and prints how long their acknowledgements took.
 */
final class PlainProducer {

	private static final String RESULT = "RESULT ";

	/** Not measured: the first seconds are the compiler's. */
	private static final Duration WARM_UP = Duration.ofSeconds(5);

	private PlainProducer() {
	}

	static Comparison.Run run(Stack stack, int perSecond, Duration time) {
		try (ChildProcess process = ChildProcess.java(stack.directory(), "plain-producer",
				System.getProperty("java.class.path"), List.of("-Xmx512m", "@docker/jvm.options"),
				PlainProducer.class.getName(),
				List.of(stack.bootstrapServers(), Integer.toString(perSecond), Long.toString(time.toSeconds())))) {
			String[] result = process.awaitEnd(time.plusMinutes(1))
				.lines()
				.filter((line) -> line.startsWith(RESULT))
				.findFirst()
				.orElseThrow()
				.split(" ");
			return new Comparison.Run(Double.parseDouble(result[2]), Map.of("per_second", perSecond, "p50_us",
					Double.parseDouble(result[1]), "cpu_us_per_event", Double.parseDouble(result[3])));
		}
	}

	/** Sends: servers, events a second, seconds. */
	public static void main(String[] args) {
		int perSecond = Integer.parseInt(args[1]);
		Duration time = Duration.ofSeconds(Long.parseLong(args[2]));
		try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(Map.of("bootstrap.servers", args[0], "acks",
				"all", "compression.type", "lz4", "linger.ms", "5", "batch.size", 128 * 1024),
				new ByteArraySerializer(), new ByteArraySerializer())) {
			send(producer, perSecond, WARM_UP);
			Duration before = cpu();
			Histogram latencies = send(producer, perSecond, time);
			System.out.println(RESULT + latencies.getValueAtPercentile(50) + " " + latencies.getValueAtPercentile(99)
					+ " " + cpu().minus(before).toNanos() / 1_000.0 / latencies.getTotalCount());
		}
	}

	private static Duration cpu() {
		return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
	}

	private static Histogram send(KafkaProducer<byte[], byte[]> producer, int perSecond, Duration time) {
		Histogram latencies = new ConcurrentHistogram(3);
		List<Payload.Line> events = Payload.SHOP.events(10_000).toList();
		long start = System.nanoTime();
		for (long i = 0; i < perSecond * time.toSeconds(); i++) {
			long due = start + i * 1_000_000_000L / perSecond;
			for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
				LockSupport.parkNanos(left);
			}
			Payload.Line event = events.get((int) (i % events.size()));
			var unused = producer.send(new ProducerRecord<>("user-events",
					event.user().getBytes(StandardCharsets.UTF_8), event.json().getBytes(StandardCharsets.UTF_8)),
					(metadata, failure) -> {
						if (failure != null) {
							throw new IllegalStateException(failure);
						}
						latencies.recordValue((System.nanoTime() - due) / 1_000);
					});
		}
		producer.flush();
		return latencies;
	}

}
