package io.millrace.notification.log;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

import io.millrace.sink.log.RecordAppender;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;

/**
 * Appends to the inbox log what is not decided from events: what users do, and what the
 * clock does. Thread-safe.
 */
public final class EntryAppender implements AutoCloseable {

	private static final Duration MAX_BLOCK = Duration.ofSeconds(2);

	private static final Duration DELIVERY = Duration.ofSeconds(5);

	private final RecordAppender appender;

	private final InboxLog inboxLog;

	private final EntryCodec entries;

	/**
	 * @param configuration of producers: servers, security
	 */
	public EntryAppender(Map<String, Object> configuration, InboxLog inboxLog, EntryCodec entries) {
		this.appender = new RecordAppender(configuration, MAX_BLOCK, DELIVERY);
		this.inboxLog = inboxLog;
		this.entries = entries;
	}

	/**
	 * Appends a record and waits until Kafka has it.
	 * @return the record's offset in the user's partition
	 * @throws KafkaException if Kafka didn't confirm it within seven seconds; it may have
	 * been appended all the same
	 */
	public long append(String user, Entry entry) {
		try {
			return send(user, entry).get();
		}
		catch (InterruptedException ex) {
			throw new InterruptException(ex);
		}
		catch (ExecutionException ex) {
			throw (ex.getCause() instanceof KafkaException cause) ? cause : new KafkaException(ex.getCause());
		}
	}

	/**
	 * Appends a record, in the order of the calls for each user.
	 * @return the record's offset, or a {@link KafkaException} as of {@link #append}
	 */
	public CompletableFuture<Long> send(String user, Entry entry) {
		return this.appender
			.send(this.entries.record(this.inboxLog.topic(), this.inboxLog.partition(user), user, entry))
			.thenApply(RecordMetadata::offset);
	}

	@Override
	public void close() {
		this.appender.close();
	}

}
