package io.millrace.inference.result;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

import io.millrace.inference.model.Task;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a result is found by: a digest of all that it depends on, so that the same
 * question has the same id on every node; or, for a request that wants an answer of its
 * own, a random one. In Kafka it is the request's key.
 *
 * @param text 43 characters of base64url for a digest, 22 for a random one
 */
public record ResultId(String text) {

	/**
	 * To be counted up whenever the same task gets another id, or the same id means
	 * another result.
	 */
	private static final int KEY_VERSION = 1;

	private static final Pattern VALID = Pattern.compile("[A-Za-z0-9_-]{43}|[A-Za-z0-9_-]{22}");

	private static final int RANDOM_BYTES = 16;

	private static final int RANDOM_CHARACTERS = 22;

	private static final SecureRandom RANDOM = new SecureRandom();

	private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

	/**
	 * One text for one value: names in order, no white space. A number is what the model
	 * is given, however it was written beyond that; 1 and 1.0 are two.
	 */
	private static final JsonMapper CANONICAL = JsonMapper.builder()
		.enable(JsonNodeFeature.WRITE_PROPERTIES_SORTED)
		.build();

	/**
	 * The id of what a model answers to a task: SHA-256 over canonical JSON of the key's
	 * version, the operation, the model's digest, the input and the parameters. All texts
	 * in it are whole: half a character can't be told from another.
	 */
	public static ResultId of(Task task, String modelDigest) {
		ObjectNode key = JsonNodeFactory.instance.objectNode();
		key.put("version", KEY_VERSION);
		key.put("operation", task.operation());
		key.put("model", modelDigest);
		key.set("input", task.input());
		key.set("parameters", task.parameters());
		return new ResultId(BASE64.encodeToString(sha256().digest(CANONICAL.writeValueAsBytes(key))));
	}

	private static MessageDigest sha256() {
		try {
			return MessageDigest.getInstance("SHA-256");
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("every Java has SHA-256", ex);
		}
	}

	/** An id that nobody else asks for. */
	public static ResultId random() {
		byte[] bytes = new byte[RANDOM_BYTES];
		RANDOM.nextBytes(bytes);
		return new ResultId(BASE64.encodeToString(bytes));
	}

	/** Whether it is one that nobody else asks for. */
	public boolean isRandom() {
		return this.text.length() == RANDOM_CHARACTERS;
	}

	/** Reads an id as it stands in a path or a record; empty if it can't be one. */
	public static Optional<ResultId> parse(String text) {
		return VALID.matcher(text).matches() ? Optional.of(new ResultId(text)) : Optional.empty();
	}

	@Override
	public String toString() {
		return this.text;
	}

}
