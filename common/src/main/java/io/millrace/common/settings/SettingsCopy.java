package io.millrace.common.settings;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import lombok.extern.slf4j.Slf4j;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

import org.springframework.context.SmartLifecycle;

/**
 * This node's copy of the settings: reads the topic from its start, then follows it. If
 * the consumer fails, another goes on where it was: what is in force never goes back to
 * what was set before. In no consumer group: every node reads all of it.
 */
@Slf4j
public final class SettingsCopy implements SmartLifecycle {

	/** Who asks whether all is known waits for half of it on the average. */
	private static final Duration POLL = Duration.ofMillis(50);

	private static final Duration RETRY = Duration.ofSeconds(1);

	/** Until a topic is looked for again that is about to be made. */
	private static final Duration ABSENT = Duration.ofMillis(100);

	/** Before consumers that wait for it (LogConsumers), and after them at the end. */
	private static final int PHASE = DEFAULT_PHASE - 2 * 1024;

	private final String topic;

	private final Map<String, Object> configuration;

	private final List<SettingsKind> kinds;

	/** Up to where each partition was read; guarded by this. */
	private final Map<Integer, Long> positions = new HashMap<>();

	private boolean loaded;

	/** How often it was asked for all that there is, and how many of these have it. */
	private long asked;

	private long answered;

	private volatile boolean running;

	private @Nullable Thread thread;

	/**
	 * @param configuration of consumers: servers, security
	 */
	public SettingsCopy(String topic, Map<String, Object> configuration, List<SettingsKind> kinds) {
		this.topic = topic;
		this.configuration = new HashMap<>(configuration);
		this.configuration.keySet().removeIf((name) -> name.startsWith("group."));
		this.configuration.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
		this.configuration.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
		this.configuration.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
		this.kinds = List.copyOf(kinds);
	}

	/**
	 * Waits until all that was in the topic when this node began to read is known.
	 * @throws TimeoutException if it isn't within the time
	 */
	public void awaitLoaded(Duration time) {
		await(time, () -> this.loaded, "the settings in topic " + this.topic + " can't be read");
	}

	/**
	 * Waits until all is known that is in the topic now: whatever another node has known
	 * before this call, this one knows after it.
	 * @throws TimeoutException if it isn't within the time
	 */
	public void awaitCurrent(Duration time) {
		long ticket = ask();
		await(time, () -> this.answered >= ticket, "the settings in topic " + this.topic + " can't be read");
	}

	private synchronized long ask() {
		return ++this.asked;
	}

	private synchronized long lastAsked() {
		return this.asked;
	}

	/**
	 * Waits until a record is known.
	 * @throws TimeoutException if it isn't within the time
	 */
	void awaitRead(int partition, long offset, Duration time) {
		await(time, () -> this.positions.getOrDefault(partition, 0L) > offset,
				"the setting was written and is not known here yet");
	}

	private interface Condition {

		boolean holds();

	}

	private synchronized void await(Duration time, Condition condition, String otherwise) {
		long deadline = System.nanoTime() + time.toNanos();
		try {
			while (!condition.holds()) {
				long left = (deadline - System.nanoTime()) / 1_000_000;
				if (left <= 0) {
					throw new TimeoutException(otherwise);
				}
				wait(left);
			}
		}
		catch (InterruptedException ex) {
			throw new InterruptException(ex);
		}
	}

	private void run() {
		while (this.running) {
			try (Consumer<byte[], byte[]> consumer = new KafkaConsumer<>(this.configuration,
					new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
				while (this.running && !follow(consumer)) {
					pause(ABSENT);
				}
			}
			catch (KafkaException ex) {
				if (this.running) {
					log.warn("The settings in topic {} can't be read, it is tried again: {}", this.topic,
							ex.toString());
				}
			}
			catch (RuntimeException ex) {
				log.error("The settings in topic {} can't be followed, it is tried again", this.topic, ex);
			}
			pause(RETRY);
		}
	}

	/** Reads and follows the topic; false if there is none. */
	private boolean follow(Consumer<byte[], byte[]> consumer) {
		List<TopicPartition> partitions = consumer.partitionsFor(this.topic)
			.stream()
			.map((partition) -> new TopicPartition(this.topic, partition.partition()))
			.toList();
		if (partitions.isEmpty()) {
			return false;
		}
		consumer.assign(partitions);
		partitions.forEach((partition) -> seek(consumer, partition));
		long ticket = lastAsked();
		Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
		boolean first = true;
		while (this.running) {
			consumer.poll(POLL).forEach(this::take);
			Map<Integer, Long> now = new HashMap<>();
			partitions.forEach((partition) -> now.put(partition.partition(), consumer.position(partition)));
			boolean all = ends.entrySet()
				.stream()
				.allMatch((end) -> Objects.requireNonNull(now.get(end.getKey().partition())) >= end.getValue());
			if (all && first) {
				first = false;
				log.info("The settings in topic {} are read", this.topic);
			}
			moved(now, all, ticket);
			if (all && lastAsked() > ticket) {
				ticket = lastAsked();
				ends = consumer.endOffsets(partitions);
			}
		}
		return true;
	}

	private synchronized void seek(Consumer<byte[], byte[]> consumer, TopicPartition partition) {
		Long position = this.positions.get(partition.partition());
		if (position != null) {
			consumer.seek(partition, position);
		}
		else {
			consumer.seekToBeginning(List.of(partition));
		}
	}

	private synchronized void moved(Map<Integer, Long> now, boolean all, long ticket) {
		this.positions.putAll(now);
		if (all) {
			this.loaded = true;
			this.answered = ticket;
		}
		notifyAll();
	}

	private void take(ConsumerRecord<byte[], byte[]> record) {
		String key = (record.key() != null) ? new String(record.key(), StandardCharsets.UTF_8) : "";
		for (SettingsKind kind : this.kinds) {
			if (key.startsWith(kind.prefix())) {
				take(kind, key.substring(kind.prefix().length()), record);
			}
		}
	}

	private void take(SettingsKind kind, String name, ConsumerRecord<byte[], byte[]> record) {
		try {
			if (record.value() == null) {
				kind.remove(name);
			}
			else {
				kind.put(name, record.value(), record.offset());
			}
		}
		catch (IllegalArgumentException ex) {
			log.error("{}-{}@{} is no setting and is passed over: {}", record.topic(), record.partition(),
					record.offset(), ex.getMessage());
		}
	}

	private void pause(Duration time) {
		try {
			if (this.running) {
				Thread.sleep(time);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			this.running = false;
		}
	}

	@Override
	public synchronized void start() {
		this.running = true;
		this.thread = Thread.ofPlatform().daemon().name("settings").start(this::run);
	}

	@Override
	public void stop() {
		this.running = false;
		Thread reading = this.thread;
		if (reading != null) {
			try {
				reading.join(Duration.ofSeconds(5));
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

}
