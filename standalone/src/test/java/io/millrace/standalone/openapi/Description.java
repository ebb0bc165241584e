package io.millrace.standalone.openapi;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import tools.jackson.databind.JsonNode;

/**
 * The description that is served, taken apart.
 */
final class Description {

	private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "options", "head", "patch",
			"trace");

	private final JsonNode root;

	private final List<Operation> operations = new ArrayList<>();

	Description(JsonNode root) {
		this.root = root;
		root.get("paths")
			.properties()
			.forEach((path) -> path.getValue()
				.properties()
				.stream()
				.filter((member) -> METHODS.contains(member.getKey()))
				.forEach((method) -> this.operations
					.add(new Operation(this, method.getKey(), path.getKey(), path.getValue(), method.getValue()))));
	}

	JsonNode root() {
		return this.root;
	}

	List<Operation> operations() {
		return this.operations;
	}

	Operation operation(String id) {
		return this.operations.stream().filter((operation) -> operation.id().equals(id)).findFirst().orElseThrow();
	}

	/** What a reference refers to, or what is none. */
	JsonNode resolve(JsonNode node) {
		JsonNode found = node;
		while (found.has("$ref")) {
			String reference = found.get("$ref").asString();
			if (!reference.startsWith("#")) {
				throw new IllegalArgumentException("'" + reference + "' leads out of the document");
			}
			found = this.root.at(reference.substring(1));
			if (found.isMissingNode()) {
				throw new IllegalArgumentException("'" + reference + "' leads nowhere");
			}
		}
		return found;
	}

}
