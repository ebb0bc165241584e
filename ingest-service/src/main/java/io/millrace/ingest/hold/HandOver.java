package io.millrace.ingest.hold;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;

import io.millrace.sink.log.ProcessingObserver;
import io.millrace.sink.log.TransactionalProducers;
import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;

/**
 * Hands one partition's held events over to Kafka, in their order, each once.
 * <p>
 * The transactional id is the stream's, so whoever comes last has ended all that came
 * before. Then the log is read from before the opening: what is there is not written
 * again, be it that it got there although its sender was told that nobody knows, or that
 * an earlier owner wrote it and died before it could be removed from the stream.
 */
@Slf4j
@RequiredArgsConstructor
final class HandOver {

	private static final int BATCH_EVENTS = 1_000;

	private static final int BATCH_BYTES = 2 * 1024 * 1024;

	/**
	 * With so little left, appends wait for a moment: under load a stream would never be
	 * empty otherwise.
	 */
	private static final int LAST_EVENTS = 200;

	private static final Duration CLOSING = Duration.ofMillis(500);

	private static final Duration PRODUCER_CLOSE = Duration.ofSeconds(1);

	private final HoldStore holds;

	private final DrainStore store;

	private final ReceiptStore receipts;

	private final TransactionalProducers producers;

	private final Map<String, Object> consumers;

	private final List<ProcessingObserver> observers;

	private final HoldMetrics metrics;

	/** From the opening back, how far what was sent before may have got into the log. */
	private final Duration before;

	/**
	 * Returns when nothing is held and the circuit is closed, or when another owner or
	 * the end of the service wants it.
	 * @param owned renews the ownership, false if it is lost
	 * @throws KafkaException if Kafka doesn't take it; what was not committed stays held
	 * @throws org.springframework.dao.DataAccessException if Redis doesn't answer
	 */
	void run(Circuit circuit, BooleanSupplier owned) {
		TopicPartition partition = circuit.partition();
		try (Attempt attempt = new Attempt(circuit, this.producers.create("held." + partition))) {
			attempt.producer.initTransactions();
			Sight sight = this.holds.look(partition);
			if (!sight.opening().isEmpty() && sight.openedAt() != null) {
				attempt.run(sight, owned);
			}
		}
	}

	/** One owner's time. */
	private final class Attempt implements AutoCloseable {

		private final Circuit circuit;

		private final TopicPartition partition;

		private final Producer<byte[], byte[]> producer;

		private long events;

		private long bytes;

		private final long startNanos = System.nanoTime();

		private Attempt(Circuit circuit, Producer<byte[], byte[]> producer) {
			this.circuit = circuit;
			this.partition = circuit.partition();
			this.producer = producer;
		}

		private void run(Sight sight, BooleanSupplier owned) {
			Instant since = Objects.requireNonNull(sight.openedAt()).minus(HandOver.this.before);
			LogIndex log = LogIndex.read(HandOver.this.consumers, List.of(this.partition), since, owned);
			long found = HandOver.this.receipts.resolve(this.partition,
					(identity) -> log.offset(DrainStore.identity(identity)));
			int count = batchSize(sight);
			while (owned.getAsBoolean()) {
				List<Entry> entries = HandOver.this.store.oldest(this.partition, count);
				if (!entries.isEmpty()) {
					handOver(entries, log);
				}
				else if (HandOver.this.holds.close(this.partition, sight.opening())) {
					this.circuit.close(sight.opening());
					HandOver.log.info(
							"Events of {} go to Kafka again: {} were handed over in {} ms, {} unknown ones found",
							this.partition, this.events, (System.nanoTime() - this.startNanos) / 1_000_000, found);
					return;
				}
				else if (!HandOver.this.holds.look(this.partition).opening().equals(sight.opening())) {
					return;
				}
			}
		}

		/** Large events make small batches. */
		private static int batchSize(Sight sight) {
			long average = sight.bytes() / Math.max(1, sight.entries()) + 1;
			return Math.clamp(BATCH_BYTES / average, 1, BATCH_EVENTS);
		}

		private void handOver(List<Entry> entries, LogIndex log) {
			long next = this.events + entries.size();
			HandOver.this.observers.forEach((observer) -> observer.writing(this.partition, next));
			List<Long> offsets = transact(entries, log);
			HandOver.this.observers.forEach((observer) -> observer.written(this.partition, next));
			this.events = next;
			entries.forEach((entry) -> this.bytes += entry.event().size() + HeldEvent.OVERHEAD_BYTES);
			Duration closing = (entries.size() < LAST_EVENTS) ? CLOSING : Duration.ZERO;
			long rate = this.bytes * 1_000 / Math.max(1, (System.nanoTime() - this.startNanos) / 1_000_000);
			var unused = HandOver.this.store.drained(this.partition, entries, offsets, rate, closing);
		}

		private List<Long> transact(List<Entry> entries, LogIndex log) {
			List<@Nullable Future<RecordMetadata>> sent = new ArrayList<>(entries.size());
			this.producer.beginTransaction();
			for (Entry entry : entries) {
				sent.add((log.offset(entry.event().identity()) < 0) ? send(entry.event()) : null);
			}
			this.producer.commitTransaction();
			List<Long> offsets = new ArrayList<>(entries.size());
			int skipped = 0;
			for (int i = 0; i < entries.size(); i++) {
				Future<RecordMetadata> one = sent.get(i);
				skipped += (one == null) ? 1 : 0;
				offsets.add((one != null) ? offset(one) : log.offset(entries.get(i).event().identity()));
			}
			HandOver.this.metrics.skipped(skipped);
			HandOver.this.metrics.drained(entries.size() - skipped);
			return offsets;
		}

		private Future<RecordMetadata> send(HeldEvent event) {
			return this.producer.send(EventRecord.make(this.partition, event.key(), event.json(),
					EventRecord.headers(event.traceParent())));
		}

		private static long offset(Future<RecordMetadata> sent) {
			try {
				return sent.get().offset();
			}
			catch (InterruptedException ex) {
				throw new InterruptException(ex);
			}
			catch (ExecutionException ex) {
				throw new KafkaException("a committed transaction has a failed record", ex.getCause());
			}
		}

		@Override
		public void close() {
			this.producer.close(PRODUCER_CLOSE);
		}

	}

}
