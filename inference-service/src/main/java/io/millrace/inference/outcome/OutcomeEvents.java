package io.millrace.inference.outcome;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.millrace.common.topic.KeyPartitioner;
import io.millrace.inference.request.InferenceMetrics.Tally;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Makes events of what has been counted since the last ones. They are about the service
 * and no user: their subject is its name.
 */
final class OutcomeEvents {

	private static final String SUBJECT = "inference-service";

	private static final String SOURCE = "/millrace/inference-service";

	private static final Tally NOTHING = new Tally(0, 0, 0, Duration.ZERO, Duration.ZERO);

	private final String topic;

	OutcomeEvents(String topic) {
		this.topic = topic;
	}

	/**
	 * The events between two counts, by model.
	 */
	List<ProducerRecord<byte[], byte[]>> between(Map<String, Tally> before, Map<String, Tally> now, Instant time) {
		List<ProducerRecord<byte[], byte[]>> events = new ArrayList<>();
		now.forEach((model, tally) -> {
			Tally last = before.getOrDefault(model, NOTHING);
			add(events, event("inference.hit", model, tally.hits() - last.hits(),
					tally.savedByHits().minus(last.savedByHits()), time));
			add(events, event("inference.miss", model, tally.misses() - last.misses(), Duration.ZERO, time));
			add(events, event("inference.collapsed", model, tally.collapsed() - last.collapsed(),
					tally.savedByCollapsed().minus(last.savedByCollapsed()), time));
		});
		return events;
	}

	private static void add(List<ProducerRecord<byte[], byte[]>> events,
			@Nullable ProducerRecord<byte[], byte[]> event) {
		if (event != null) {
			events.add(event);
		}
	}

	/** Null if there is nothing to tell. */
	private @Nullable ProducerRecord<byte[], byte[]> event(String type, String model, long count, Duration saved,
			Instant time) {
		if (count == 0) {
			return null;
		}
		ObjectNode event = JsonNodeFactory.instance.objectNode();
		event.put("specversion", "1.0");
		event.put("id", UUID.randomUUID().toString());
		event.put("source", SOURCE);
		event.put("type", type);
		event.put("subject", SUBJECT);
		event.put("time", time.toString());
		ObjectNode data = event.putObject("data");
		data.put("model", model);
		data.put("count", count);
		data.put("savedMillis", Math.round(saved.toNanos() / 1_000_000.0));
		ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(this.topic, KeyPartitioner.key(SUBJECT),
				JsonMapper.shared().writeValueAsBytes(event));
		record.headers().add("content-type", "application/cloudevents+json".getBytes(StandardCharsets.US_ASCII));
		return record;
	}

}
