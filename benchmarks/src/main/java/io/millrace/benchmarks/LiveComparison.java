package io.millrace.benchmarks;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;

import io.millrace.ingest.IngestApplication;
import io.millrace.notification.NotificationApplication;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * From the moment at which an event is to be posted until the stream of whom it notifies
 * tells of it, at 2,000 events a second that each notify somebody, beside a plain
 * producer and a plain consumer on the same broker. The figure is the 99th percentile in
 * microseconds.
 */
final class LiveComparison implements Comparison {

	private static final Duration RUN = Duration.ofSeconds(10);

	/** For what is on its way when the last is sent. */
	private static final Duration REST = Duration.ofSeconds(3);

	private static final int PER_SECOND = 2_000;

	private static final int CONNECTIONS = 64;

	private static final int USERS = 2_000;

	/** Each fourth of them has a stream open. */
	private static final int WATCHED = 4;

	private static final int WARM_UPS = 2;

	private static final String TOPIC = "plain";

	/** As many as the services' topics have. */
	private static final int PARTITIONS = 6;

	private final List<InboxStream> streams = new ArrayList<>();

	private volatile Histogram latencies = new ConcurrentHistogram(3);

	private Stack.@Nullable Service ingest;

	@Override
	public String title() {
		return "99th percentile from post to stream at 2,000 notifications/s, us / from plain producer to consumer";
	}

	@Override
	public double target() {
		return Double.NaN;
	}

	@Override
	public void prepare(Stack stack) {
		createTopic(stack);
		this.ingest = stack.start("ingest", IngestApplication.class, Map.of());
		Stack.Service inbox = stack.start("inbox", NotificationApplication.class,
				Map.of("millrace.notification.rules[0].name", "sent", "millrace.notification.rules[0].event-type",
						"live.sent", "millrace.notification.rules[0].category", "live",
						"millrace.notification.rules[0].title", InboxStream.MARK + "{{data.at}}"));
		for (int user = 0; user < USERS; user += WATCHED) {
			this.streams.add(new InboxStream(inbox.port(), "user-" + user,
					(nanos) -> this.latencies.recordValue(nanos / 1_000)));
		}
		for (int i = 0; i < WARM_UPS; i++) {
			ours(stack);
			reference(stack);
		}
	}

	private static void createTopic(Stack stack) {
		try (Admin admin = Admin.create(Map.of("bootstrap.servers", stack.bootstrapServers()))) {
			admin.createTopics(List.of(new NewTopic(TOPIC, PARTITIONS, (short) 1))).all().get();
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException(ex);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static byte[] request(long number, long due) {
		return HttpConnection.post("/v1/events", "application/json",
				"{\"source\":\"/shop/web\",\"type\":\"live.sent\",\"subject\":\"user-" + number % USERS
						+ "\",\"data\":{\"at\":\"" + due + "\"}}");
	}

	@Override
	public Run ours(Stack stack) {
		this.latencies = new ConcurrentHistogram(3);
		Load.Outcome outcome = new Load(Objects.requireNonNull(this.ingest).port(), LiveComparison::request,
				CONNECTIONS, 202)
			.atRate(PER_SECOND, RUN);
		LockSupport.parkNanos(REST.toNanos());
		Histogram told = this.latencies;
		return new Run(told.getValueAtPercentile(99),
				Map.of("p50_us", told.getValueAtPercentile(50), "max_us", told.getMaxValue(), "told",
						told.getTotalCount(), "to_be_told", outcome.answered() / WATCHED, "post_p50_us",
						outcome.latencies().getValueAtPercentile(50), "post_p99_us",
						outcome.latencies().getValueAtPercentile(99), "streams", this.streams.size()));
	}

	@Override
	public Run reference(Stack stack) {
		Histogram received = new ConcurrentHistogram(3);
		try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
				Map.of("bootstrap.servers", stack.bootstrapServers(), "group.id", TOPIC, "auto.offset.reset", "latest"),
				new ByteArrayDeserializer(), new ByteArrayDeserializer());
				KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
						Map.of("bootstrap.servers", stack.bootstrapServers(), "acks", "all", "linger.ms", "5"),
						new ByteArraySerializer(), new ByteArraySerializer())) {
			consumer.subscribe(List.of(TOPIC));
			while (consumer.assignment().isEmpty()) {
				consumer.poll(Duration.ofMillis(100));
			}
			consumer.assignment().forEach(consumer::position);
			Thread sending = Thread.ofPlatform().start(() -> send(producer));
			long end = System.nanoTime() + RUN.plus(REST).toNanos();
			while (System.nanoTime() < end) {
				consumer.poll(Duration.ofMillis(100))
					.forEach((record) -> received.recordValue(
							(System.nanoTime() - Long.parseLong(new String(record.value(), StandardCharsets.US_ASCII)))
									/ 1_000));
			}
			sending.join();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
		return new Run(received.getValueAtPercentile(99), Map.of("p50_us", received.getValueAtPercentile(50), "max_us",
				received.getMaxValue(), "received", received.getTotalCount()));
	}

	private static void send(KafkaProducer<byte[], byte[]> producer) {
		long start = System.nanoTime();
		for (long i = 0; i < PER_SECOND * RUN.toSeconds(); i++) {
			long due = start + i * 1_000_000_000L / PER_SECOND;
			for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
				LockSupport.parkNanos(left);
			}
			var unused = producer
				.send(new ProducerRecord<>(TOPIC, ("user-" + i % USERS).getBytes(StandardCharsets.UTF_8),
						Long.toString(due).getBytes(StandardCharsets.US_ASCII)));
		}
	}

}
