package io.millrace.standalone.openapi;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

import tools.jackson.databind.JsonNode;

/**
 * An operation as it is described.
 *
 * @param description all of it
 * @param method the HTTP method in lower case
 * @param path the path with its variables
 * @param item what is said of the path
 * @param node what is said of the operation
 */
record Operation(Description description, String method, String path, JsonNode item, JsonNode node) {

	private static final Map<String, String> SERVICES = Map.of("8080", "ingest", "8081", "notification", "8082",
			"dashboard", "8083", "inference");

	String id() {
		return this.node.get("operationId").asString();
	}

	/** Method and path as Spring MVC knows them. */
	String endpoint() {
		return this.method.toUpperCase(Locale.ROOT) + " " + this.path;
	}

	/** The services that have it. */
	Set<String> services() {
		JsonNode port = this.item.at("/servers/0/variables/port/default");
		return port.isMissingNode() ? Set.copyOf(SERVICES.values()) : Set.of(SERVICES.get(port.asString()));
	}

	/** Those of the path, too. */
	List<Parameter> parameters() {
		List<Parameter> parameters = new ArrayList<>();
		for (JsonNode owner : List.of(this.item, this.node)) {
			owner.path("parameters")
				.forEach((parameter) -> parameters.add(new Parameter(this.description.resolve(parameter))));
		}
		return parameters;
	}

	/**
	 * A parameter as it is described.
	 *
	 * @param node what is said of it
	 */
	record Parameter(JsonNode node) {

		String name() {
			return this.node.get("name").asString();
		}

		String in() {
			return this.node.get("in").asString();
		}

		boolean isRequired() {
			return this.node.path("required").asBoolean(false);
		}

		/** Its example as it is written in a URL, but for the encoding. */
		String example() {
			JsonNode example = this.node.get("example");
			if (example == null) {
				return "1";
			}
			return example.isArray() ? example.valueStream().map(JsonNode::asString).collect(Collectors.joining(","))
					: example.asString();
		}

	}

	Set<String> names(String in) {
		return parameters().stream()
			.filter((parameter) -> parameter.in().equals(in))
			.map(Parameter::name)
			.collect(Collectors.toCollection(TreeSet::new));
	}

	boolean isOpen() {
		return this.node.get("security").isEmpty();
	}

	/** What a key must have, one of these. */
	Set<String> scopes() {
		return this.node.get("security")
			.valueStream()
			.flatMap((way) -> way.path("key").valueStream())
			.map(JsonNode::asString)
			.collect(Collectors.toSet());
	}

	boolean isForEndUsers() {
		return this.node.get("security").valueStream().anyMatch((way) -> way.has("userToken"));
	}

	boolean hasBody() {
		return this.node.has("requestBody");
	}

	/** What is sent and how, by the examples' names. */
	Map<String, Example> examples() {
		Map<String, Example> examples = new TreeMap<>();
		this.node.at("/requestBody/content")
			.properties()
			.forEach((type) -> type.getValue()
				.path("examples")
				.properties()
				.forEach((example) -> examples.put(example.getKey(),
						new Example(type.getKey(), example.getValue().get("value"), type.getValue().get("schema")))));
		return examples;
	}

	/**
	 * An example of a body.
	 *
	 * @param contentType its media type
	 * @param value the body: JSON, or text that is sent as it is
	 * @param schema what it must conform to
	 */
	record Example(String contentType, JsonNode value, JsonNode schema) {

		String text() {
			return this.value.isString() ? this.value.stringValue() : this.value.toString();
		}

	}

	/** The statuses that are described one by one. */
	Set<String> statuses() {
		return this.node.get("responses")
			.propertyStream()
			.map(Map.Entry::getKey)
			.filter((status) -> !status.equals("default"))
			.collect(Collectors.toCollection(TreeSet::new));
	}

	/** What is said of an answer, missing if nothing is. */
	JsonNode response(String status) {
		return this.description.resolve(this.node.get("responses").path(status));
	}

	@Override
	public String toString() {
		return id();
	}

}
