package io.millrace.ingest.stream;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.millrace.common.event.Event;
import io.millrace.common.event.body.BodyFormat;
import io.millrace.common.event.body.EventBodyReader;
import io.millrace.common.event.body.EventDefaults;
import io.millrace.common.event.body.InvalidBodyException;
import io.millrace.common.event.body.ReadEvent;
import io.millrace.common.topic.KeyPartitioner;
import io.millrace.ingest.hold.Circuit;
import io.millrace.ingest.hold.EventRecord;
import io.millrace.ingest.hold.LogIndex;
import io.millrace.ingest.intake.Schemas;
import io.millrace.ingest.publish.Routes;
import io.millrace.ingest.publish.TraceParent;
import lombok.RequiredArgsConstructor;
import org.apache.kafka.clients.producer.Producer;
import org.jspecify.annotations.Nullable;

/**
 * One owner's time: takes batches of entries to Kafka, each in a transaction, and removes
 * them. Its producer was initialised, so no earlier owner writes any more, and the log
 * was read since. Used by one thread.
 */
@RequiredArgsConstructor
final class IntakeSession implements AutoCloseable {

	private static final int FIRST_BATCH = 50;

	private static final int MAX_BATCH = 1_000;

	private static final int BATCH_BYTES = 2 * 1024 * 1024;

	private static final Duration CLOSE = Duration.ofSeconds(1);

	private final Routes routes;

	private final IntakeStreamStore store;

	private final EventBodyReader reader;

	private final Schemas schemas;

	private final IntakeStreamProperties properties;

	private final IntakeStreamMetrics metrics;

	private final Producer<byte[], byte[]> producer;

	private final LogIndex log;

	private int batch = FIRST_BATCH;

	/**
	 * Takes a batch.
	 * @return whether there may be more
	 * @throws org.apache.kafka.common.KafkaException if Kafka didn't take it; the session
	 * is of no more use then, and nothing was removed
	 */
	boolean take() {
		List<IntakeEntry> entries = this.store.oldest(this.batch);
		if (entries.isEmpty()) {
			return false;
		}
		int committed = 0;
		int skipped = 0;
		this.producer.beginTransaction();
		for (IntakeEntry entry : entries) {
			Event event = read(entry);
			if (event != null && this.log.offset(event.identity()) >= 0) {
				skipped++;
			}
			else if (event != null) {
				send(event, entry);
				committed++;
			}
		}
		// Waits for all that was sent, and fails if any of it has.
		this.producer.commitTransaction();
		this.store.remove(entries);
		this.metrics.committed(committed);
		this.metrics.skipped(skipped);
		boolean full = entries.size() == this.batch;
		adapt(entries);
		return full;
	}

	/** Large events make small batches. */
	private void adapt(List<IntakeEntry> entries) {
		long average = entries.stream().mapToLong(IntakeEntry::size).sum() / entries.size() + 1;
		this.batch = Math.clamp(BATCH_BYTES / average, 1, MAX_BATCH);
	}

	private void send(Event event, IntakeEntry entry) {
		List<Circuit> circuits = this.routes.topic(event.type()).circuits();
		byte[] key = KeyPartitioner.key(event.subject());
		Circuit circuit = circuits.get(KeyPartitioner.partition(key, circuits.size()));
		// The commit reports what becomes of it.
		var unused = this.producer.send(EventRecord.make(circuit.partition(), key, event.json(),
				EventRecord.headers(TraceParent.of(entry.traceParent()).bytes())));
	}

	/** The event, or null if it can't be taken and was set aside. */
	private @Nullable Event read(IntakeEntry entry) {
		if (entry.event() == null) {
			return reject(entry, "event_missing", "The entry has no field named event");
		}
		try {
			List<ReadEvent> events = new ArrayList<>(this.reader.read(entry.event(), BodyFormat.CLOUDEVENT,
					new EventDefaults(this.properties.source(), entry.time(), entry.id())));
			this.schemas.check(events);
			return switch (events.getFirst()) {
				case ReadEvent.Valid(Event event, int _) -> event;
				case ReadEvent.Invalid invalid -> reject(entry, invalid.fault().code(), invalid.fault().detail());
			};
		}
		catch (InvalidBodyException ex) {
			return reject(entry, "malformed_json", ex.detail());
		}
	}

	private @Nullable Event reject(IntakeEntry entry, String code, String reason) {
		this.store.reject(entry, code, reason);
		this.metrics.rejected(code);
		return null;
	}

	@Override
	public void close() {
		this.producer.close(CLOSE);
	}

}
