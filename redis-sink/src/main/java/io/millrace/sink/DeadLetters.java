package io.millrace.sink;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Sets malformed records of one partition aside, bytes and headers as they were, with
 * headers that say where from and why. At least once: a crash between the dead letter and
 * the fence sends it again.
 */
@Slf4j
@RequiredArgsConstructor
public final class DeadLetters {

	/** Header: why it was set aside. */
	public static final String REASON = "millrace-reason";

	/** Header: topic-partition@offset it came from. */
	public static final String ORIGIN = "millrace-origin";

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private final Producer<byte[], byte[]> producer;

	private final String topic;

	private final List<Future<?>> sent = new ArrayList<>();

	/**
	 * The record that sets another aside; for producers that send it inside a transaction
	 * of their own.
	 */
	public static ProducerRecord<byte[], byte[]> of(String topic, ConsumerRecord<byte[], byte[]> record,
			String reason) {
		RecordHeaders headers = new RecordHeaders(record.headers().toArray());
		String origin = record.topic() + "-" + record.partition() + "@" + record.offset();
		headers.add(REASON, reason.getBytes(StandardCharsets.UTF_8));
		headers.add(ORIGIN, origin.getBytes(StandardCharsets.UTF_8));
		return new ProducerRecord<>(topic, null, record.key(), record.value(), headers);
	}

	void send(ConsumerRecord<byte[], byte[]> record, String reason) {
		log.warn("{}-{}@{} is malformed and goes to {}: {}", record.topic(), record.partition(), record.offset(),
				this.topic, reason);
		this.sent.add(this.producer.send(of(this.topic, record, reason)));
	}

	/**
	 * Waits until the broker has them all.
	 */
	void await() {
		for (Future<?> future : this.sent) {
			try {
				future.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
			}
			catch (InterruptedException ex) {
				throw new InterruptException(ex);
			}
			catch (java.util.concurrent.TimeoutException ex) {
				throw new TimeoutException("the broker doesn't take dead letters", ex);
			}
			catch (ExecutionException ex) {
				throw (ex.getCause() instanceof KafkaException cause) ? cause : new KafkaException(ex.getCause());
			}
		}
		this.sent.clear();
	}

}
