package io.millrace.inference.model;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is to be computed: all that an answer depends on beside the model. Nobody changes
 * the JSON once it is here.
 *
 * @param operation what is asked of the model, e.g. {@code embedding}
 * @param input what it is asked of: a text, for {@code embedding}
 * @param parameters how it is to be done
 */
public record Task(String operation, JsonNode input, ObjectNode parameters) {

	/** A text becomes a vector. */
	public static final String EMBEDDING = "embedding";

	/** Messages become another message. */
	public static final String CHAT = "chat";

	/** The embedding of a text, without parameters. */
	public static Task embedding(String text) {
		return embedding(text, JsonNodeFactory.instance.objectNode());
	}

	public static Task embedding(String text, ObjectNode parameters) {
		return new Task(EMBEDDING, JsonNodeFactory.instance.stringNode(text), parameters);
	}

}
