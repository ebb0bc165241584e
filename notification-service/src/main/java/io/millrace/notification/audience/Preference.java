package io.millrace.notification.audience;

import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.millrace.common.event.JsonText;
import io.millrace.notification.channel.Channel;
import io.millrace.notification.log.Category;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a user wants to hear of. A category that isn't named is wanted.
 *
 * @param categories by the category's name
 * @param email where e-mails go to; null if there are to be none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Preference(@JsonProperty(required = true) Map<String, Channels> categories, @Nullable String email) {

	static final Preference NONE = new Preference(Map.of(), null);

	/** What a browser takes for an address (HTML, "valid e-mail address"). */
	private static final Pattern ADDRESS = Pattern.compile("[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@LABEL(\\.LABEL)*"
		.replace("LABEL", "[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"));

	private static final int MAX_ADDRESS = 254;

	private static final int MOST = 500;

	private static final JsonMapper JSON = JsonMapper.builder()
		.enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
		.enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
		.disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
		.build();

	/**
	 * How a category's notifications reach a user; a channel that isn't named is wanted.
	 *
	 * @param inbox whether they come into the inbox
	 * @param email whether they come by e-mail
	 * @param webhook whether endpoints are told
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	record Channels(@Nullable Boolean inbox, @Nullable Boolean email, @Nullable Boolean webhook) {

		Channels {
			if (inbox == null && email == null && webhook == null) {
				throw new IllegalArgumentException("A category says something of inbox, email or webhook");
			}
		}

		boolean allows(String kind) {
			return !Boolean.FALSE.equals(switch (kind) {
				case Channel.INBOX -> this.inbox;
				case Channel.EMAIL -> this.email;
				case Channel.WEBHOOK -> this.webhook;
				default -> null;
			});
		}

	}

	/**
	 * @throws IllegalArgumentException with what is wrong
	 */
	@SuppressWarnings("ConstantValue")
	Preference {
		if (categories == null || categories.values().stream().anyMatch(Objects::isNull)) {
			throw new IllegalArgumentException(
					"Preferences look like {\"categories\":{\"marketing\":{\"inbox\":false}}}");
		}
		if (categories.size() > MOST) {
			throw new IllegalArgumentException("There are at most " + MOST + " categories");
		}
		categories.keySet().forEach((name) -> {
			if (!Category.isPossible(name)) {
				throw new IllegalArgumentException("A category's name " + Category.RULE);
			}
		});
		if (email != null && (email.length() > MAX_ADDRESS || !ADDRESS.matcher(email).matches())) {
			throw new IllegalArgumentException("'email' must be one address such as ann@example.org, at most "
					+ MAX_ADDRESS + " characters, all of ASCII");
		}
		categories = Map.copyOf(categories);
	}

	boolean isEmpty() {
		return this.categories.isEmpty() && this.email == null;
	}

	/**
	 * @throws IllegalArgumentException if it is no such thing, with what is wrong
	 */
	static Preference read(byte[] json) {
		try {
			Preference preference = JSON.readValue(json, Preference.class);
			if (preference == null) {
				throw new IllegalArgumentException("Preferences are a JSON object");
			}
			return preference;
		}
		catch (JacksonException ex) {
			throw new IllegalArgumentException("Not preferences: " + JsonText.describe(ex), ex);
		}
	}

	byte[] write() {
		return JSON.writeValueAsBytes(new Preference(new TreeMap<>(this.categories), this.email));
	}

}
