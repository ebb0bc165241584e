package io.millrace.inference.model;

import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The models that requests can name.
 *
 * @param models all of them; every node must be given the same. Default: the one that is
 * built in, as {@code all-minilm-l6-v2}
 */
@ConfigurationProperties("millrace.inference")
public record ModelsProperties(@DefaultValue List<Definition> models) {

	private static final Definition BUILT_IN = new Definition("all-minilm-l6-v2", MiniLmFactory.TYPE, null, null, null,
			Duration.ofSeconds(30), Map.of());

	public ModelsProperties {
		models = models.isEmpty() ? List.of(BUILT_IN) : List.copyOf(models);
		Set<String> names = new HashSet<>();
		models.forEach((model) -> require(names.add(model.name()), "has two models named " + model.name()));
	}

	/**
	 * A model.
	 *
	 * @param name what requests name it by, at most 200 characters
	 * @param type what it is: {@code minilm}, the built-in one for embeddings, or
	 * {@code openai}, a server that speaks OpenAI's protocol; or what another factory
	 * makes
	 * @param url where the server is, up to and with its version, e.g.
	 * {@code https://api.openai.com/v1}; for {@code openai} only
	 * @param apiKey what it wants as bearer token. Default: none
	 * @param remoteName what the server calls it. Default: its name
	 * @param timeout how long a server may take for a call, with its repetition if the
	 * first try fails, at least 100ms. Default 30s. Too low and long answers never come,
	 * too high and a server that hangs holds up its partition for so long
	 * @param settings whatever else its type knows; for {@code openai} {@code revision}
	 * (another one tells that the model behind the name is another), {@code encoding}
	 * ({@code float} or {@code base64}: how it is asked to send vectors; default: not at
	 * all) and {@code parallel} (how many chats it is asked for at once; default 4)
	 */
	public record Definition(String name, String type, @Nullable URI url, @Nullable String apiKey,
			@Nullable String remoteName, @DefaultValue("30s") Duration timeout,
			@DefaultValue Map<String, String> settings) {

		@SuppressWarnings("ConstantValue")
		public Definition {
			require(name != null && !name.isBlank() && name.length() <= 200,
					"[*].name must have 1 to 200 characters, not '" + name + "'");
			require(type != null && !type.isBlank(), "[*].type of " + name + " is missing");
			require(timeout.toMillis() >= 100, "[*].timeout of " + name + " must be at least 100ms, not " + timeout);
			settings = Map.copyOf(settings);
		}

		/** Without the secret. */
		@Override
		public String toString() {
			return this.name + " (" + this.type + ")";
		}

	}

	private static void require(boolean condition, String message) {
		if (!condition) {
			throw new IllegalArgumentException("millrace.inference.models " + message);
		}
	}

}
