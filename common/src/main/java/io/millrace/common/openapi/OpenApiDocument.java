package io.millrace.common.openapi;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import tools.jackson.databind.json.JsonMapper;

/**
 * All parts of the description together. A part's {@code servers} stay with its paths, as
 * those of other parts may be elsewhere. What begins with {@code x-} at its top is for
 * the part itself, which repeats it by YAML's aliases, and is left out.
 */
final class OpenApiDocument {

	private static final String SERVERS = "servers";

	private final Map<String, Object> content = new LinkedHashMap<>();

	private final Map<String, Object> tags = new LinkedHashMap<>();

	private final Map<String, Object> paths = new LinkedHashMap<>();

	private final Map<String, Map<String, Object>> components = new LinkedHashMap<>();

	/**
	 * Adds a part.
	 * @throws IllegalStateException if another part says something of the same
	 */
	void add(OpenApiPart part) {
		part.content().forEach((field, value) -> {
			switch (field) {
				case "tags" -> addTags((List<?>) value, part);
				case "paths" -> addPaths(value, part);
				case "components" -> OpenApiPart.object(value, field)
					.forEach((kind, named) -> OpenApiPart.object(named, kind)
						.forEach((name, component) -> put(
								this.components.computeIfAbsent(kind, (first) -> new LinkedHashMap<>()), name,
								component, part)));
				case SERVERS -> {
				}
				default -> {
					if (!field.startsWith("x-")) {
						put(this.content, field, value, part);
					}
				}
			}
		});
	}

	private void addTags(List<?> values, OpenApiPart part) {
		values.forEach((tag) -> put(this.tags, String.valueOf(OpenApiPart.object(tag, "tags").get("name")), tag, part));
	}

	private void addPaths(Object value, OpenApiPart part) {
		OpenApiPart.object(value, "paths").forEach((path, item) -> {
			Map<String, Object> placed = OpenApiPart.object(item, path);
			Object servers = part.content().get(SERVERS);
			if (servers != null) {
				placed.putIfAbsent(SERVERS, servers);
			}
			put(this.paths, path, placed, part);
		});
	}

	private static void put(Map<String, Object> into, String name, Object value, OpenApiPart part) {
		if (into.putIfAbsent(name, value) != null) {
			throw new IllegalStateException(
					"'" + name + "' stands in " + part.name() + " and in another part of the API's description");
		}
	}

	byte[] toJson(JsonMapper json) {
		Map<String, Object> document = new LinkedHashMap<>(this.content);
		document.put("tags", new ArrayList<>(this.tags.values()));
		document.put("paths", this.paths);
		document.put("components", this.components);
		return json.writeValueAsBytes(document);
	}

}
