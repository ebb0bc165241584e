package io.millrace.notification.decide;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.millrace.common.event.Event;
import io.millrace.common.event.Identity;
import io.millrace.common.event.InvalidEventException;
import io.millrace.notification.decide.DecideMetrics.Tally;
import io.millrace.sink.DeadLetters;
import io.millrace.sink.log.PartitionLog;
import io.millrace.sink.log.PartitionProcessor;
import io.millrace.sink.window.DuplicateWindow;
import io.millrace.sink.window.RecordId;
import lombok.extern.slf4j.Slf4j;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * Decides the events of one partition, each exactly once: what an event comes to, the
 * dead letters and the position that follows are one Kafka transaction for each poll.
 * <p>
 * The transactional producer is initialised before the position is read. That ends an
 * earlier owner's transaction, one way or the other, and refuses whatever it tries later;
 * so what is read is what the last owner has finished. Records below the position are
 * only remembered (the duplicate window's refill).
 */
@Slf4j
final class DecideProcessor implements PartitionProcessor {

	private static final Duration CLOSING = Duration.ofSeconds(1);

	private final DecideContext context;

	private final PartitionLog partitionLog;

	private final DuplicateWindow window;

	private @Nullable Producer<byte[], byte[]> producer;

	private String topicId = "";

	private long position;

	DecideProcessor(DecideContext context, PartitionLog partitionLog) {
		this.context = context;
		this.partitionLog = partitionLog;
		this.window = new DuplicateWindow(context.duplicateWindow());
	}

	@Override
	public long open() {
		this.producer = this.context.producers().create(this.partitionLog.partition());
		try {
			this.producer.initTransactions();
		}
		catch (KafkaException ex) {
			throw AbortedException.of(ex);
		}
		DecidePosition stored = new DecidePosition(this.context.group(), this.partitionLog, this.context.inboxLog());
		this.position = stored.find();
		this.topicId = stored.topicId();
		return Math.max(stored.start(), this.position - this.window.size());
	}

	@Override
	public void process(List<ConsumerRecord<byte[], byte[]>> records, long next) {
		if (next <= this.position) {
			records.forEach(this::remember);
			return;
		}
		try {
			Tally tally = Objects
				.requireNonNull(this.context.metrics().transactions.record(() -> transact(records, next)));
			this.position = next;
			this.context.metrics().committed(tally);
		}
		catch (KafkaException ex) {
			throw AbortedException.of(ex);
		}
	}

	private Tally transact(List<ConsumerRecord<byte[], byte[]>> records, long next) {
		Producer<byte[], byte[]> current = Objects.requireNonNull(this.producer);
		Tally tally = new Tally();
		current.beginTransaction();
		for (ConsumerRecord<byte[], byte[]> record : records) {
			if (record.offset() < this.position) {
				remember(record);
			}
			else {
				decide(record, current, tally);
			}
		}
		current.sendOffsetsToTransaction(
				Map.of(this.partitionLog.partition(), DecidePosition.commit(next, this.topicId)),
				this.partitionLog.group());
		tell(current, next);
		// Waits for all that was sent, and fails if any of it has.
		current.commitTransaction();
		return tally;
	}

	private void tell(Producer<byte[], byte[]> current, long next) {
		if (!this.context.observers().isEmpty()) {
			current.flush();
			this.context.observers().forEach((observer) -> observer.written(this.partitionLog.partition(), next));
		}
	}

	private void remember(ConsumerRecord<byte[], byte[]> record) {
		try {
			isDuplicate(this.context.events().decode(record.value()), record);
		}
		catch (InvalidEventException ex) {
			log.trace("{} was set aside when its turn was", record, ex);
		}
	}

	private boolean isDuplicate(Event event, ConsumerRecord<byte[], byte[]> record) {
		Identity identity = event.identity();
		return this.window.seen(new RecordId(identity.high(), identity.low()), record.offset());
	}

	private void decide(ConsumerRecord<byte[], byte[]> record, Producer<byte[], byte[]> current, Tally tally) {
		try {
			Event event = this.context.events().decode(record.value());
			if (isDuplicate(event, record)) {
				tally.duplicates++;
				return;
			}
			for (Decision decision : this.context.decider().decide(event, tally)) {
				send(current, this.context.record(decision));
			}
		}
		catch (InvalidEventException ex) {
			setAside(record, ex.code() + ": " + ex.detail(), current, tally);
		}
	}

	private void setAside(ConsumerRecord<byte[], byte[]> record, String reason, Producer<byte[], byte[]> current,
			Tally tally) {
		String topic = this.context.deadLetterTopic();
		log.warn("{}-{}@{} is malformed and goes to {}: {}", record.topic(), record.partition(), record.offset(), topic,
				reason);
		send(current, DeadLetters.of(topic, record, reason));
		tally.deadLetters++;
	}

	private static void send(Producer<byte[], byte[]> current, ProducerRecord<byte[], byte[]> record) {
		// The commit reports what became of it.
		var unused = current.send(record);
	}

	@Override
	public void tick() {
		// Nothing is due by the clock: every poll is finished at once.
	}

	@Override
	public void flush() {
		// Nothing is left over from a poll.
	}

	@Override
	public long committable() {
		return -1;
	}

	@Override
	public void close() {
		if (this.producer != null) {
			this.producer.close(CLOSING);
			this.producer = null;
		}
	}

}
