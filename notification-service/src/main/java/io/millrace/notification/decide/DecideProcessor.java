package io.millrace.notification.decide;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.millrace.common.event.Event;
import io.millrace.common.event.Identity;
import io.millrace.common.event.InvalidEventException;
import io.millrace.sink.DeadLetters;
import io.millrace.sink.log.PartitionLog;
import io.millrace.sink.log.PartitionProcessor;
import io.millrace.sink.window.DuplicateWindow;
import io.millrace.sink.window.RecordId;
import lombok.extern.slf4j.Slf4j;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Decides the events of one partition, each exactly once: what events come to, the dead
 * letters and the position that follows are one Kafka transaction, for each poll or part
 * of a large one.
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

	/** Recipients of the event at the position up to this one are done. */
	private @Nullable String decidedUpTo;

	/** The event at the position, if it is being decided in parts. */
	private @Nullable Fanout fanout;

	DecideProcessor(DecideContext context, PartitionLog partitionLog) {
		this.context = context;
		this.partitionLog = partitionLog;
		this.window = new DuplicateWindow(context.duplicateWindow());
	}

	@Override
	public long open() {
		this.producer = this.context.producers().create(transactionalId());
		try {
			this.producer.initTransactions();
		}
		catch (KafkaException ex) {
			throw AbortedException.of(ex);
		}
		DecidePosition stored = new DecidePosition(this.context.group(), this.partitionLog, this.context.inboxLog());
		this.position = stored.find();
		this.topicId = stored.topicId();
		this.decidedUpTo = stored.decidedUpTo();
		return Math.max(stored.start(), this.position - this.window.size());
	}

	private String transactionalId() {
		TopicPartition partition = this.partitionLog.partition();
		return this.context.group() + "-" + partition.topic() + "-" + partition.partition();
	}

	@Override
	public void process(List<ConsumerRecord<byte[], byte[]>> records, long next) {
		if (next <= this.position) {
			records.forEach(this::remember);
			return;
		}
		try {
			int from = 0;
			do {
				DecideBatch batch = new DecideBatch(records, from, next);
				this.context.metrics().transactions.record(() -> transact(batch));
				this.position = batch.next();
				this.context.metrics().committed(batch.tally);
				from = batch.to();
			}
			while (from < records.size());
		}
		catch (KafkaException ex) {
			throw AbortedException.of(ex);
		}
	}

	private void transact(DecideBatch batch) {
		Producer<byte[], byte[]> current = Objects.requireNonNull(this.producer);
		current.beginTransaction();
		while (!batch.isFull()) {
			ConsumerRecord<byte[], byte[]> record = batch.record();
			boolean done = record.offset() >= this.position ? advance(record, batch) : remember(record);
			if (done) {
				batch.advance();
			}
		}
		Fanout partly = this.fanout;
		OffsetAndMetadata commit = (partly != null)
				? DecidePosition.commit(batch.next(), this.topicId, partly.lastRecipient())
				: DecidePosition.commit(batch.next(), this.topicId);
		current.sendOffsetsToTransaction(Map.of(this.partitionLog.partition(), commit), this.partitionLog.group());
		tell(current, batch.next());
		// Waits for all that was sent, and fails if any of it has.
		current.commitTransaction();
	}

	/**
	 * Decides a record, or goes on with one that is decided in part; true when all of it
	 * is.
	 */
	private boolean advance(ConsumerRecord<byte[], byte[]> record, DecideBatch batch) {
		Fanout current = this.fanout;
		if (current == null) {
			current = new Fanout(decide(record, batch));
		}
		while (!current.isDone() && (!batch.hasEnough() || current.isWithinRecipient())) {
			this.context.records(current.next()).forEach((each) -> send(each, batch));
		}
		this.fanout = current.isDone() ? null : current;
		return current.isDone();
	}

	private void tell(Producer<byte[], byte[]> current, long next) {
		if (!this.context.observers().isEmpty()) {
			current.flush();
			this.context.observers().forEach((observer) -> observer.written(this.partitionLog.partition(), next));
		}
	}

	/** True: there is nothing more to it. */
	private boolean remember(ConsumerRecord<byte[], byte[]> record) {
		try {
			isDuplicate(this.context.events().decode(record.value()), record);
		}
		catch (InvalidEventException ex) {
			log.trace("{} was set aside when its turn was", record, ex);
		}
		return true;
	}

	private boolean isDuplicate(Event event, ConsumerRecord<byte[], byte[]> record) {
		Identity identity = event.identity();
		return this.window.seen(new RecordId(identity.high(), identity.low()), record.offset());
	}

	private List<Decision> decide(ConsumerRecord<byte[], byte[]> record, DecideBatch batch) {
		String done = (record.offset() == this.position) ? this.decidedUpTo : null;
		this.decidedUpTo = null;
		try {
			Event event = this.context.events().decode(record.value());
			if (isDuplicate(event, record)) {
				batch.tally.duplicates++;
				return List.of();
			}
			List<Decision> decisions = this.context.decider().decide(event, batch.tally);
			return (done == null) ? decisions
					: decisions.stream().filter((decision) -> decision.recipient().compareTo(done) > 0).toList();
		}
		catch (InvalidEventException ex) {
			setAside(record, ex.code() + ": " + ex.detail(), batch);
			return List.of();
		}
	}

	private void setAside(ConsumerRecord<byte[], byte[]> record, String reason, DecideBatch batch) {
		String topic = this.context.deadLetterTopic();
		log.warn("{}-{}@{} is malformed and goes to {}: {}", record.topic(), record.partition(), record.offset(), topic,
				reason);
		send(DeadLetters.of(topic, record, reason), batch);
		batch.tally.deadLetters++;
	}

	private void send(ProducerRecord<byte[], byte[]> record, DecideBatch batch) {
		batch.sent((record.value() != null) ? record.value().length : 0);
		// The commit reports what becomes of it.
		var unused = Objects.requireNonNull(this.producer).send(record);
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
	public long position() {
		return this.position;
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
