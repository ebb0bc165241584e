package io.millrace.inference.model.openai;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

import io.micrometer.core.instrument.Counter;
import io.millrace.inference.model.Model;
import io.millrace.inference.model.ModelFactory;
import io.millrace.inference.model.ModelsProperties;
import org.jspecify.annotations.Nullable;

/**
 * Makes models of servers that speak OpenAI's protocol. Their settings:
 * <ul>
 * <li>{@code revision}: any text; another one tells that the model behind the name is
 * another, so that nothing is answered from what the earlier one had computed. Default:
 * none</li>
 * <li>{@code encoding}: {@code float} or {@code base64}, how the server is asked to send
 * vectors; base64 is a third of the size. Default: it isn't asked, and both are read.
 * Ollama and SGLang have ignored the question, Voyage refuses {@code float}, Gemini and
 * Bedrock behind LiteLLM refuse either (BerriAI/litellm#33173,
 * vectorize-io/hindsight#925)</li>
 * <li>{@code parallel}: how many chats the server is asked for at once, 1 to 256. Default
 * 4. Too low and a poll's chats wait for each other, too high and the server refuses
 * some</li>
 * </ul>
 */
final class OpenAiServerFactory implements ModelFactory {

	static final String TYPE = "openai";

	private static final Set<String> SETTINGS = Set.of("revision", "encoding", "parallel");

	private static final Set<String> ENCODINGS = Set.of("float", "base64");

	private static final Pattern PARALLEL = Pattern.compile("[1-9]\\d{0,2}");

	private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]+");

	private final Clock clock;

	OpenAiServerFactory(Clock clock) {
		this.clock = clock;
	}

	@Override
	public String type() {
		return TYPE;
	}

	@Override
	public Model create(ModelsProperties.Definition definition, Counter computations) {
		String name = definition.name();
		Map<String, String> settings = definition.settings();
		require(SETTINGS.containsAll(settings.keySet()), name, "settings",
				"may have " + new TreeSet<>(SETTINGS) + ", not " + new TreeSet<>(settings.keySet()));
		String encoding = settings.get("encoding");
		require(encoding == null || ENCODINGS.contains(encoding), name, "settings.encoding",
				"must be float or base64, not " + encoding);
		String parallel = settings.getOrDefault("parallel", "4");
		require(PARALLEL.matcher(parallel).matches() && Integer.parseInt(parallel) <= 256, name, "settings.parallel",
				"must be from 1 to 256, not " + parallel);
		URI url = url(definition);
		String remoteName = (definition.remoteName() != null) ? definition.remoteName() : name;
		return new OpenAiServer(name, digest(url.toString(), remoteName, settings.getOrDefault("revision", "")),
				remoteName, encoding, Integer.parseInt(parallel),
				new Calls(definition, url, key(definition), this.clock), computations);
	}

	/** Without a slash at its end. What it may hold of secrets is not repeated. */
	private static URI url(ModelsProperties.Definition definition) {
		URI url = definition.url();
		if (url == null || url.getHost() == null || !Set.of("http", "https").contains(url.getScheme())) {
			throw invalid(definition.name(), "url", "must be one with http or https, up to and with its version");
		}
		require(url.getRawUserInfo() == null && url.getRawQuery() == null && url.getRawFragment() == null,
				definition.name(), "url", "must have no user, no query and no fragment; a key belongs into api-key");
		return URI.create(url.toString().replaceAll("/+$", ""));
	}

	/** What is not printable would be quoted by the client's own complaint. */
	private static @Nullable String key(ModelsProperties.Definition definition) {
		String key = definition.apiKey();
		if (key == null || key.isBlank()) {
			return null;
		}
		require(KEY.matcher(key).matches(), definition.name(), "api-key", "must have printable ASCII characters only");
		return key;
	}

	/** The key is no part of it: who asks doesn't change what is answered. */
	private static String digest(String... parts) {
		try {
			MessageDigest digest = MessageDigest.getInstance("SHA-256");
			for (String part : parts) {
				byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
				digest.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
				digest.update(bytes);
			}
			return TYPE + ":" + HexFormat.of().formatHex(digest.digest());
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("every Java has SHA-256", ex);
		}
	}

	private static void require(boolean condition, String name, String property, String what) {
		if (!condition) {
			throw invalid(name, property, what);
		}
	}

	private static IllegalArgumentException invalid(String name, String property, String what) {
		return new IllegalArgumentException("millrace.inference.models[*]." + property + " of " + name + " " + what);
	}

}
