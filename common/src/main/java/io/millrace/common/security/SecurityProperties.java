package io.millrace.common.security;

import java.nio.file.Path;
import java.util.List;

import io.millrace.common.security.key.ApiKey;
import io.millrace.common.security.limit.LimitProperties;
import io.millrace.common.security.user.JwtProperties;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Who may call.
 *
 * @param mode {@code api-key}: callers present an API key, or end users their token.
 * {@code none}: everybody may do everything, which is refused at the start unless the
 * service listens on a loopback address. Default api-key
 * @param allowOpen lets {@code mode=none} serve other addresses too. Default false. True
 * gives everybody who can reach the port all events, inboxes and figures
 * @param keys API keys, each with {@code name}, {@code hash} (SHA-256 of the key, in
 * hex), {@code scopes} (of events:write, dashboard:read, users:act, inference:run, admin)
 * and perhaps {@code expires}, {@code requests-per-second} and {@code bytes-per-second}.
 * Default none
 * @param keysFile a file with more keys, one a line: name, hash, scopes separated by
 * commas, perhaps {@code expires=2027-01-31T00:00:00Z} and limits. Read again within a
 * second or so when it changes. Default none
 * @param jwt tokens of end users; accepted if it says how to verify them
 * @param limits what each key may use
 * @param cors pages of other origins
 */
@ConfigurationProperties("millrace.security")
public record SecurityProperties(@DefaultValue("api-key") Mode mode, @DefaultValue("false") boolean allowOpen,
		@DefaultValue List<ApiKey> keys, @Nullable Path keysFile, @DefaultValue JwtProperties jwt,
		@DefaultValue LimitProperties limits, @DefaultValue Cors cors) {

	public SecurityProperties {
		keys = List.copyOf(keys);
	}

	/**
	 * Which pages of other origins may call, with a key or token but never with a cookie.
	 *
	 * @param allowedOrigins origins such as {@code https://shop.example.com}; {@code *}
	 * is every one. Default none
	 */
	public record Cors(@DefaultValue List<String> allowedOrigins) {

		public Cors {
			allowedOrigins = List.copyOf(allowedOrigins);
		}

	}

	/** Whether callers are asked who they are. */
	public enum Mode {

		/** They are: by an API key, or an end user's token. */
		API_KEY,

		/** They aren't. */
		NONE

	}

}
