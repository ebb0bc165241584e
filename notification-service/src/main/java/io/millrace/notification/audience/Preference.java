package io.millrace.notification.audience;

import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.millrace.common.event.JsonText;
import io.millrace.notification.log.Category;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a user wants to hear of. A category that isn't named is wanted.
 *
 * @param categories by the category's name
 */
record Preference(@JsonProperty(required = true) Map<String, Channels> categories) {

	static final Preference NONE = new Preference(Map.of());

	private static final int MOST = 500;

	private static final JsonMapper JSON = JsonMapper.builder()
		.enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
		.enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
		.disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
		.build();

	/**
	 * How a category's notifications reach a user.
	 *
	 * @param inbox whether they come into the inbox
	 */
	record Channels(@JsonProperty(required = true) boolean inbox) {
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
		categories = Map.copyOf(categories);
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
		return JSON.writeValueAsBytes(new Preference(new TreeMap<>(this.categories)));
	}

}
