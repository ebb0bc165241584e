package io.millrace.notification.broadcast;

import java.time.Instant;
import java.util.regex.Pattern;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.millrace.common.event.JsonText;
import io.millrace.notification.log.Category;
import io.millrace.notification.rule.CompiledRule;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * A notification for everybody, or for those whom the audience's condition names.
 *
 * @param id names it: letters, digits, {@code .}, {@code _}, {@code -}, at most 100
 * @param category what it is filed under
 * @param title plain text, at most 200 characters
 * @param body plain text, at most 4,000 characters
 * @param audience a CEL expression over {@code user}, an id, and {@code feeds}, the names
 * of the feeds that the user follows; empty: everybody
 * @param expiresAt until when it is brought to those who look, and kept; null: as long as
 * its category is kept
 * @param withdrawn whether it was withdrawn: it is brought to nobody any more, and taken
 * away from those who have it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Broadcast(@Nullable String id, @Nullable String category, @Nullable String title, @Nullable String body,
		@Nullable String audience, @Nullable Instant expiresAt, @Nullable Boolean withdrawn) {

	static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

	private static final JsonMapper JSON = JsonMapper.builder()
		.enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
		.enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
		.disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
		.build();

	/**
	 * @throws IllegalArgumentException with what is wrong
	 */
	static Broadcast read(byte[] json) {
		try {
			Broadcast broadcast = JSON.readValue(json, Broadcast.class);
			if (broadcast == null) {
				throw new IllegalArgumentException("A broadcast is a JSON object");
			}
			broadcast.check();
			return broadcast;
		}
		catch (JacksonException ex) {
			throw new IllegalArgumentException("Not a broadcast: " + JsonText.describe(ex), ex);
		}
	}

	private void check() {
		if (this.id != null && !ID.matcher(this.id).matches()) {
			throw new IllegalArgumentException("'id' is 1 to 100 letters, digits, '.', '_' and '-'");
		}
		if (this.category == null || !Category.isPossible(this.category)) {
			throw new IllegalArgumentException("'category' " + Category.RULE);
		}
		if (this.title == null || this.title.isBlank() || this.title.length() > CompiledRule.MAX_TITLE) {
			throw new IllegalArgumentException("'title' has 1 to " + CompiledRule.MAX_TITLE + " characters");
		}
		if (this.body != null && this.body.length() > CompiledRule.MAX_BODY) {
			throw new IllegalArgumentException("'body' has at most " + CompiledRule.MAX_BODY + " characters");
		}
	}

	byte[] write() {
		return JSON.writeValueAsBytes(this);
	}

	Broadcast named(String other) {
		return new Broadcast(other, this.category, this.title, this.body, this.audience, this.expiresAt,
				this.withdrawn);
	}

	Broadcast withdraw() {
		return new Broadcast(this.id, this.category, this.title, this.body, this.audience, this.expiresAt, true);
	}

	boolean isWithdrawn() {
		return Boolean.TRUE.equals(this.withdrawn);
	}

	boolean isExpired(Instant now) {
		return this.expiresAt != null && !this.expiresAt.isAfter(now);
	}

}
