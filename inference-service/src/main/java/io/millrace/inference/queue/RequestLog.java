package io.millrace.inference.queue;

import java.util.concurrent.CompletableFuture;

import io.millrace.sink.log.RecordAppender;
import lombok.RequiredArgsConstructor;
import org.apache.kafka.clients.producer.RecordMetadata;

/**
 * Appends requests. Thread-safe.
 */
@RequiredArgsConstructor
public final class RequestLog {

	private final RecordAppender appender;

	private final String topic;

	private final Backlog backlog;

	/**
	 * Appends a request.
	 * @return done when Kafka has it; a {@link org.apache.kafka.common.KafkaException} if
	 * Kafka doesn't say so in time: it may be there all the same
	 */
	public CompletableFuture<RecordMetadata> send(ScoringRequest request) {
		this.backlog.add();
		return this.appender.send(request.toRecord(this.topic));
	}

}
