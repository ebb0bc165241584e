package io.millrace.notification.channel;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

import io.millrace.common.event.JsonText;
import io.millrace.common.topic.KeyPartitioner;
import io.millrace.common.topic.TopicSettings;
import io.millrace.notification.log.ItemId;
import io.millrace.notification.log.UserId;
import io.millrace.sink.MalformedRecordException;
import lombok.RequiredArgsConstructor;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The topic of deliveries: the key is the user, so that a user's are in order, and a
 * header names the target, so that other targets needn't read the value. Thread-safe.
 */
@RequiredArgsConstructor
public final class DeliveryLog {

	/** The header that names the target. */
	public static final String TARGET = "millrace-target";

	private static final byte[] APPLICATION_JSON = "application/json".getBytes(StandardCharsets.US_ASCII);

	/** Decimals stay as they were written; fields of a later release are passed over. */
	private static final JsonMapper JSON = JsonMapper.builder()
		.enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
		.disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
		.disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
		.disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
		.build();

	private final TopicSettings settings;

	public String topic() {
		return this.settings.name();
	}

	/**
	 * The record of a delivery.
	 */
	public ProducerRecord<byte[], byte[]> record(Delivery delivery) {
		ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic(),
				KeyPartitioner.partition(delivery.user(), this.settings.partitions()),
				KeyPartitioner.key(delivery.user()), JSON.writeValueAsBytes(delivery));
		record.headers()
			.add("content-type", APPLICATION_JSON)
			.add(TARGET, delivery.target().getBytes(StandardCharsets.US_ASCII));
		return record;
	}

	/**
	 * Whom a record is for; empty if it doesn't say.
	 */
	public String target(ConsumerRecord<byte[], byte[]> record) {
		Header header = record.headers().lastHeader(TARGET);
		return (header == null || header.value() == null) ? "" : new String(header.value(), StandardCharsets.UTF_8);
	}

	/**
	 * Reads a record.
	 * @throws MalformedRecordException if it is no delivery
	 */
	public Delivery read(ConsumerRecord<byte[], byte[]> record) throws MalformedRecordException {
		Delivery delivery = decode(record.value());
		String fault = UserId.fault(delivery.user());
		if (fault != null) {
			throw new MalformedRecordException("the user " + fault);
		}
		if (!ItemId.isPossible(delivery.id())) {
			throw new MalformedRecordException("not the id of a delivery");
		}
		if (!delivery.target().equals(target(record))) {
			throw new MalformedRecordException("the header " + TARGET + " names another target than the value");
		}
		return delivery.appendedAt(Instant.ofEpochMilli(record.timestamp()));
	}

	private static Delivery decode(byte @Nullable [] value) throws MalformedRecordException {
		try {
			Delivery delivery = (value != null) ? JSON.readValue(value, Delivery.class) : null;
			if (delivery == null) {
				throw new MalformedRecordException("the record has no value");
			}
			return delivery;
		}
		catch (JacksonException ex) {
			throw new MalformedRecordException("not a delivery: " + JsonText.describe(ex), ex);
		}
	}

}
