package io.millrace.common.event;

import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Names one field of an event: {@code subject}, {@code type}, {@code source}, {@code id},
 * {@code data}, or a field inside the data, {@code data.a.b}. A name that itself contains
 * a dot cannot be reached, nor can an array's element.
 *
 * @param path the path as written
 */
public record FieldPath(String path) {

	private static final List<String> ATTRIBUTES = List.of("subject", "type", "source", "id", "data");

	private static final String DATA = "data.";

	/**
	 * @throws IllegalArgumentException if the path is none of these
	 */
	public FieldPath {
		boolean inData = path.startsWith(DATA) && Arrays.stream(path.split("\\.", -1)).noneMatch(String::isBlank);
		if (!inData && !ATTRIBUTES.contains(path)) {
			throw new IllegalArgumentException("Not a field of an event: '" + path + "'. Write one of "
					+ String.join(", ", ATTRIBUTES) + " or a field inside the data ('data.a.b')");
		}
	}

	/**
	 * The field's value, or null if the event has no such field or its value is JSON's
	 * null.
	 */
	public @Nullable JsonNode read(JsonNode eventTree) {
		JsonNode node = eventTree;
		for (String name : this.path.split("\\.")) {
			JsonNode child = node.get(name);
			if (child == null || child.isNull()) {
				return null;
			}
			node = child;
		}
		return node;
	}

	/**
	 * The field's value as text if it is a string, a number or a boolean; null otherwise.
	 */
	public @Nullable String readText(JsonNode eventTree) {
		JsonNode node = read(eventTree);
		if (node == null || !node.isValueNode()) {
			return null;
		}
		return node.asString();
	}

}
