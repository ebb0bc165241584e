package io.millrace.inference.queue;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

import io.millrace.inference.model.Task;
import io.millrace.inference.result.ResultId;
import io.millrace.sink.MalformedRecordException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Something that is to be computed. The record's key is the id, so that whoever asks the
 * same gets into the same partition, behind the first. The value is JSON:
 * {@code {"version":1,"model","operation","input","parameters","token","expiresAt" (ms
 * since 1970),"also"}}.
 *
 * @param id what the result is to be kept under
 * @param model the name of the model that is to compute it
 * @param task what is to be computed
 * @param token of the lease that ends with the result
 * @param expiresAt when nobody waits for it any more
 * @param also the id that it is to be kept under as well, unless something is; for a
 * request that wanted an answer of its own and lets others have it
 */
public record ScoringRequest(ResultId id, String model, Task task, String token, Instant expiresAt,
		@Nullable ResultId also) {

	private static final JsonMapper JSON = JsonMapper.shared();

	private static final int VERSION = 1;

	public ProducerRecord<byte[], byte[]> toRecord(String topic) {
		ObjectNode value = JsonNodeFactory.instance.objectNode();
		value.put("version", VERSION);
		value.put("model", this.model);
		value.put("operation", this.task.operation());
		value.set("input", this.task.input());
		value.set("parameters", this.task.parameters());
		value.put("token", this.token);
		value.put("expiresAt", this.expiresAt.toEpochMilli());
		if (this.also != null) {
			value.put("also", this.also.text());
		}
		return new ProducerRecord<>(topic, this.id.text().getBytes(StandardCharsets.UTF_8),
				JSON.writeValueAsBytes(value));
	}

	/**
	 * @throws MalformedRecordException if it isn't one
	 */
	public static ScoringRequest of(ConsumerRecord<byte[], byte[]> record) throws MalformedRecordException {
		if (record.key() == null || record.value() == null) {
			throw new MalformedRecordException("A request has a key and a value");
		}
		try {
			JsonNode value = JSON.readTree(record.value());
			if (value.path("version").asInt(0) != VERSION || !value.path("parameters").isObject()) {
				throw new MalformedRecordException("Not a request of version " + VERSION);
			}
			Task task = new Task(value.required("operation").stringValue(), value.required("input"),
					(ObjectNode) value.get("parameters"));
			return new ScoringRequest(id(new String(record.key(), StandardCharsets.UTF_8)),
					value.required("model").stringValue(), task, value.required("token").stringValue(),
					Instant.ofEpochMilli(value.required("expiresAt").longValue()),
					value.has("also") ? id(value.get("also").stringValue()) : null);
		}
		catch (JacksonException ex) {
			throw new MalformedRecordException("Not a request: " + ex.getOriginalMessage());
		}
	}

	private static ResultId id(String text) throws MalformedRecordException {
		return ResultId.parse(text).orElseThrow(() -> new MalformedRecordException("Not the id of a result"));
	}

}
