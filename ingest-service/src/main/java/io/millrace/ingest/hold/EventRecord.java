package io.millrace.ingest.hold;

import java.nio.charset.StandardCharsets;
import java.util.List;

import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

/**
 * How an event stands in Kafka, whichever way it got there (CloudEvents' Kafka binding,
 * structured mode).
 */
public final class EventRecord {

	private static final Header CONTENT_TYPE = new RecordHeader("content-type",
			"application/cloudevents+json".getBytes(StandardCharsets.US_ASCII));

	private EventRecord() {
	}

	/**
	 * The headers of all events of a request.
	 */
	public static List<Header> headers(byte[] traceParent) {
		return List.of(CONTENT_TYPE, new RecordHeader("traceparent", traceParent));
	}

	/**
	 * The partition is given, as it tells which circuit is asked.
	 */
	public static ProducerRecord<byte[], byte[]> make(TopicPartition partition, byte[] key, byte[] json,
			List<Header> headers) {
		return new ProducerRecord<>(partition.topic(), partition.partition(), key, json, headers);
	}

}
