package io.millrace.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;

import io.lettuce.core.LettuceFutures;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.millrace.common.event.Identity;
import io.millrace.common.topic.KeyPartitioner;
import io.millrace.notification.NotificationApplication;
import io.millrace.notification.apply.InboxKeys;
import io.millrace.notification.log.Entry;
import io.millrace.notification.log.EntryCodec;
import io.millrace.notification.log.ItemId;
import io.millrace.sink.fence.Slot;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * The first twenty notifications of somebody, over HTTP, beside the two commands that
 * would fetch as many from Redis, over as many connections.
 */
final class InboxListComparison implements Comparison {

	private static final Duration RUN = Duration.ofSeconds(10);

	private static final Duration PATIENCE = Duration.ofMinutes(5);

	private static final int USERS = 10_000;

	private static final int ITEMS = 100;

	private static final int LISTED = 20;

	private static final int CONNECTIONS = 16;

	private static final int PARTITIONS = 6;

	/** Of which lists are read, at random. */
	private static final int SAMPLE = 2_000;

	private final List<byte[]> requests = new ArrayList<>();

	private final List<Inbox> inboxes = new ArrayList<>();

	private Stack.@Nullable Service service;

	private double bytesPerItem;

	/** Where an inbox is, and which items are its first. */
	private record Inbox(String order, String items, String[] ids) {
	}

	@Override
	public String title() {
		return "lists of 20 of 10,000 inboxes with 100 items / ZREVRANGE and HMGET of the same, 16 connections";
	}

	@Override
	public double target() {
		return Double.NaN;
	}

	@Override
	public void prepare(Stack stack) {
		Stack.Service started = stack.start("inbox", NotificationApplication.class, Map.of());
		this.service = started;
		RedisClient client = stack.redis();
		try (StatefulRedisConnection<String, String> connection = client.connect()) {
			long before = usedMemory(connection);
			fill(stack);
			started.process()
				.awaitDone("applied all", PATIENCE,
						() -> stack.metric(started, "millrace.sink.applied?tag=group:inbox") >= USERS * ITEMS);
			this.bytesPerItem = (double) (usedMemory(connection) - before) / USERS / ITEMS;
			String epoch = Objects.requireNonNull(connection.sync().hget("millrace:{inbox}:generation", "name"));
			List<Integer> users = new ArrayList<>(IntStream.range(0, USERS).boxed().toList());
			Collections.shuffle(users, new Random(1));
			for (int user : users.subList(0, SAMPLE)) {
				String name = "user-" + user;
				this.requests.add(HttpConnection.get("/v1/notifications?user=" + name));
				Slot slot = InboxKeys.slot(epoch, KeyPartitioner.partition(name, PARTITIONS));
				List<String> keys = InboxKeys.of(slot, name);
				this.inboxes.add(new Inbox(keys.get(0), keys.get(1),
						connection.sync().zrevrange(keys.get(0), 0, LISTED - 1).toArray(String[]::new)));
			}
		}
		finally {
			client.shutdown();
		}
		load().asFastAsAnswered(RUN);
		load().asFastAsAnswered(RUN);
	}

	private static long usedMemory(StatefulRedisConnection<String, String> connection) {
		return connection.sync()
			.info("memory")
			.lines()
			.filter((line) -> line.startsWith("used_memory:"))
			.mapToLong((line) -> Long.parseLong(line.substring(12).strip()))
			.findFirst()
			.orElseThrow();
	}

	private static void fill(Stack stack) {
		EntryCodec codec = new EntryCodec();
		try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
				new HashMap<>(Map.of("bootstrap.servers", stack.bootstrapServers(), "acks", "all", "linger.ms", "5",
						"batch.size", 128 * 1024, "compression.type", "lz4")),
				new ByteArraySerializer(), new ByteArraySerializer())) {
			for (int item = 0; item < ITEMS; item++) {
				for (int user = 0; user < USERS; user++) {
					String name = "user-" + user;
					String event = Integer.toString(item * USERS + user);
					var unused = producer
						.send(codec.record("inbox-log", KeyPartitioner.partition(name, PARTITIONS), name,
								new Entry.Add(ItemId.of(Identity.of("/shop/web", event, name), "paid", name), "orders",
										"Payment received", "Order " + event + ": 12.50 EUR", null, event, "/shop/web",
										"paid", null, null, null)));
				}
			}
		}
	}

	private Load load() {
		return new Load(Objects.requireNonNull(this.service).port(), this.requests, CONNECTIONS, 200);
	}

	@Override
	public Run ours(Stack stack) {
		Load.Outcome outcome = load().asFastAsAnswered(RUN);
		Histogram latencies = outcome.latencies();
		return new Run(outcome.perSecond(), Map.of("p50_us", latencies.getValueAtPercentile(50), "p99_us",
				latencies.getValueAtPercentile(99), "redis_bytes_per_item", this.bytesPerItem));
	}

	@Override
	public Run reference(Stack stack) {
		RedisClient client = stack.redis();
		LongAdder lists = new LongAdder();
		long end = System.nanoTime() + RUN.toNanos();
		try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
			List<Future<?>> all = new ArrayList<>();
			for (int i = 0; i < CONNECTIONS; i++) {
				int first = i;
				all.add(threads.submit(() -> {
					fetch(client, first, end, lists);
					return null;
				}));
			}
			for (Future<?> each : all) {
				each.get();
			}
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException(ex);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
		finally {
			client.shutdown();
		}
		return new Run(lists.sum() / (double) RUN.toSeconds(), Map.of());
	}

	private void fetch(RedisClient client, int first, long end, LongAdder lists) {
		try (StatefulRedisConnection<String, String> connection = client.connect()) {
			connection.setAutoFlushCommands(false);
			RedisAsyncCommands<String, String> commands = connection.async();
			for (int i = first; System.nanoTime() < end; i += CONNECTIONS) {
				Inbox inbox = this.inboxes.get(i % this.inboxes.size());
				List<RedisFuture<?>> answers = List.of(commands.zrevrange(inbox.order(), 0, LISTED - 1),
						commands.hmget(inbox.items(), inbox.ids()));
				connection.flushCommands();
				LettuceFutures.awaitAll(PATIENCE, answers.toArray(RedisFuture[]::new));
				lists.increment();
			}
		}
	}

}
