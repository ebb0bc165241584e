package io.millrace.dashboard.aggregate;

import java.time.Duration;
import java.time.Instant;

import io.millrace.common.event.Event;
import io.millrace.common.event.EventCodec;
import io.millrace.common.event.Identity;
import io.millrace.common.event.InvalidEventException;
import io.millrace.sink.MalformedRecordException;
import io.millrace.sink.RecordReader;
import io.millrace.sink.window.RecordId;
import lombok.RequiredArgsConstructor;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Reads events as they stand on Kafka.
 */
@RequiredArgsConstructor
final class EventReader implements RecordReader<Event> {

	/**
	 * Far beyond what ingest lets through and clocks differ by. What was written past
	 * ingest could otherwise make buckets that expire thousands of years from now.
	 */
	private static final Duration FUTURE = Duration.ofDays(1);

	private final EventCodec codec;

	@Override
	public Event read(ConsumerRecord<byte[], byte[]> record) throws MalformedRecordException {
		Event event;
		try {
			event = this.codec.decode(record.value());
		}
		catch (InvalidEventException ex) {
			throw new MalformedRecordException(String.valueOf(ex.getMessage()), ex);
		}
		if (event.time().isAfter(Instant.ofEpochMilli(record.timestamp()).plus(FUTURE))) {
			throw new FutureEventException();
		}
		return event;
	}

	@Override
	public RecordId identity(Event event) {
		Identity identity = event.identity();
		return new RecordId(identity.high(), identity.low());
	}

}
