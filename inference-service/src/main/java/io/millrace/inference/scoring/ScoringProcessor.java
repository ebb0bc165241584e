package io.millrace.inference.scoring;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;

import io.millrace.inference.queue.ScoringRequest;
import io.millrace.sink.DeadLetters;
import io.millrace.sink.MalformedRecordException;
import io.millrace.sink.log.PartitionLog;
import io.millrace.sink.log.PartitionProcessor;
import io.millrace.sink.log.RecordAppender;
import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;

/**
 * The requests of one partition, computed with those that the same poll brought of
 * others. At least once: the position is Kafka's commit and passes a request when its
 * result is kept, or its failure told. One that comes again finds its result; that is
 * enough, since a result is the same whoever computes it.
 */
@Slf4j
@RequiredArgsConstructor
final class ScoringProcessor implements PartitionProcessor {

	private final Batch batch;

	private final ScoringMetrics metrics;

	private final RecordAppender deadLetters;

	private final String deadLetterTopic;

	private final PartitionLog partitionLog;

	/** Up to where records were taken; they are done when the batch is. */
	private long taken;

	private long position;

	/** At the commit; without one, or where the log has lost it, at the log's start. */
	@Override
	public long open() {
		OffsetAndMetadata commit = this.partitionLog.committed();
		long start = this.partitionLog.start();
		long known = (commit != null) ? commit.offset() : start;
		this.position = (known < start || known > this.partitionLog.end()) ? start : known;
		this.taken = this.position;
		return this.position;
	}

	@Override
	public void process(List<ConsumerRecord<byte[], byte[]>> records, long next) {
		List<ScoringRequest> requests = new ArrayList<>(records.size());
		for (ConsumerRecord<byte[], byte[]> record : records) {
			this.metrics.taken.increment();
			try {
				requests.add(ScoringRequest.of(record));
			}
			catch (MalformedRecordException ex) {
				setAside(record, String.valueOf(ex.getMessage()));
			}
		}
		this.batch.add(this, requests);
		this.taken = next;
	}

	private void setAside(ConsumerRecord<byte[], byte[]> record, String reason) {
		log.warn("{}-{}@{} is malformed and goes to {}: {}", record.topic(), record.partition(), record.offset(),
				this.deadLetterTopic, reason);
		try {
			var unused = this.deadLetters.send(DeadLetters.of(this.deadLetterTopic, record, reason)).get();
			this.metrics.malformed.increment();
		}
		catch (InterruptedException ex) {
			throw new InterruptException(ex);
		}
		catch (ExecutionException ex) {
			throw (ex.getCause() instanceof KafkaException cause) ? cause : new KafkaException(ex.getCause());
		}
	}

	/** The first that is called computes for all. */
	@Override
	public void tick() {
		if (this.position < this.taken) {
			this.batch.score();
			this.position = this.taken;
		}
	}

	@Override
	public void flush() {
		tick();
	}

	@Override
	public long position() {
		return this.position;
	}

	@Override
	public long committable() {
		return this.position;
	}

	@Override
	public void close() {
		this.batch.remove(this);
	}

}
