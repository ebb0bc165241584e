package io.millrace.standalone.openapi;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.dialect.Dialects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.http.MediaType;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Holds answers against what is said of them, and remembers which of it has come true.
 * Stricter than a client should be: a field that isn't described is a fault.
 */
final class AnswerCheck {

	/** Statuses that are described for all operations together. */
	private static final Set<Integer> BY_DEFAULT = Set.of(406);

	private static final SchemaRegistry REGISTRY = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12,
			(registry) -> registry
				.schemaRegistryConfig(SchemaRegistryConfig.builder().formatAssertionsEnabled(true).build()));

	private final JsonNode components;

	private final Map<JsonNode, Schema> schemas = new HashMap<>();

	private final Map<String, Set<String>> seen = new TreeMap<>();

	AnswerCheck(Description description) {
		this.components = closed(description.root().get("components").deepCopy());
	}

	private static JsonNode closed(JsonNode node) {
		if (node instanceof ObjectNode object && object.path("properties").isObject()
				&& !object.has("additionalProperties")) {
			object.put("additionalProperties", false);
		}
		node.forEach(AnswerCheck::closed);
		return node;
	}

	/** What is wrong with a value by a schema of the description. */
	List<String> faults(JsonNode schema, JsonNode value) {
		return this.schemas.computeIfAbsent(schema, this::compile)
			.validate(value)
			.stream()
			.map(Object::toString)
			.toList();
	}

	private Schema compile(JsonNode schema) {
		ObjectNode root = JsonMapper.shared().createObjectNode();
		root.set("components", this.components);
		root.putArray("allOf").add(closed(schema.deepCopy()));
		return REGISTRY.getSchema(root);
	}

	/** What is wrong with a schema itself. */
	static List<String> faultsOfSchema(JsonNode schema) {
		return REGISTRY.getSchema(SchemaLocation.of(Dialects.getDraft202012().getId()))
			.validate(schema)
			.stream()
			.map(Object::toString)
			.toList();
	}

	/**
	 * Fails unless an answer is described and is as described.
	 */
	void check(Operation operation, Answer answer) {
		String what = operation.id() + " " + answer.status();
		String status = Integer.toString(answer.status());
		boolean described = operation.statuses().contains(status);
		assertThat(described || BY_DEFAULT.contains(answer.status())).as("%s is described: %s", what, answer.body())
			.isTrue();
		JsonNode response = operation.response(described ? status : "default");
		checkHeaders(operation, response, answer);
		JsonNode content = response.path("content");
		if (content.isMissingNode()) {
			assertThat(answer.body()).as(what).isEmpty();
		}
		else {
			MediaType type = MediaType.parseMediaType(answer.header("Content-Type"));
			JsonNode media = content.path(type.getType() + "/" + type.getSubtype());
			assertThat(media.isMissingNode()).as("%s is %s, which isn't described", what, type).isFalse();
			checkBody(what, type, media, answer);
		}
		this.seen.computeIfAbsent(operation.id(), (id) -> new TreeSet<>()).add(status);
	}

	private void checkBody(String what, MediaType type, JsonNode described, Answer answer) {
		if (type.isCompatibleWith(MediaType.TEXT_EVENT_STREAM)) {
			answer.events()
				.forEach((event) -> assertThat(faults(described.at("/x-events").path(event.name()),
						JsonMapper.shared().readTree(event.data())))
					.as("%s: event %s: %s", what, event.name(), event.data())
					.isEmpty());
			return;
		}
		boolean json = type.getSubtype().endsWith("json");
		JsonNode body = json ? JsonMapper.shared().readTree(answer.body())
				: JsonMapper.shared().getNodeFactory().stringNode(answer.body());
		assertThat(faults(described.get("schema"), body)).as("%s: %s", what, answer.body()).isEmpty();
	}

	private void checkHeaders(Operation operation, JsonNode response, Answer answer) {
		response.path("headers").properties().forEach((header) -> {
			JsonNode described = operation.description().resolve(header.getValue());
			String value = answer.header(header.getKey());
			if (value.isEmpty()) {
				assertThat(described.path("required").asBoolean(false)).as("%s has %s", operation, header.getKey())
					.isFalse();
				return;
			}
			JsonNode schema = described.get("schema");
			boolean number = schema.path("type").asString("").equals("integer");
			JsonNode node = number ? JsonMapper.shared().getNodeFactory().numberNode(Long.parseLong(value))
					: JsonMapper.shared().getNodeFactory().stringNode(value);
			assertThat(faults(schema, node)).as("%s: %s", operation, header.getKey()).isEmpty();
		});
	}

	/** The statuses of an operation that have been seen and were as described. */
	Set<String> seen(Operation operation) {
		return this.seen.getOrDefault(operation.id(), Set.of());
	}

}
