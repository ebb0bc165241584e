package io.millrace.notification.audience;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Pattern;

import io.millrace.common.problem.Problem;
import io.millrace.common.problem.ProblemException;
import io.millrace.common.settings.SettingsWriter;
import io.millrace.common.web.JsonBody;
import io.millrace.notification.inbox.Parameters;
import jakarta.servlet.http.HttpServletRequest;
import lombok.RequiredArgsConstructor;

import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Preferences and followers over REST; idempotent.
 */
@RestController
@RequiredArgsConstructor
final class AudienceController {

	private static final Pattern FEED = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:-]{0,99}");

	private static final byte[] FOLLOWS = "{}".getBytes(StandardCharsets.US_ASCII);

	private static final int MAX_BYTES = 65_536;

	private final Preferences preferences;

	private final Followers followers;

	private final SettingsWriter writer;

	@GetMapping("/v1/preferences")
	Preference preferences(HttpServletRequest request) {
		return this.preferences.of(Parameters.of(request).user());
	}

	@PutMapping("/v1/preferences")
	Preference prefer(HttpServletRequest request) {
		String user = Parameters.of(request).user();
		Preference preference = preference(JsonBody.read(request, MAX_BYTES));
		this.writer.write(this.preferences, user, preference.isEmpty() ? null : preference.write());
		return preference;
	}

	private static Preference preference(byte[] body) {
		try {
			return Preference.read(body);
		}
		catch (IllegalArgumentException ex) {
			throw new ProblemException(Problem.UNPROCESSABLE, String.valueOf(ex.getMessage()));
		}
	}

	@GetMapping("/v1/feeds/{feed}/followers")
	Map<String, Object> follows(@PathVariable String feed, HttpServletRequest request) {
		String user = Parameters.of(request).user();
		return Map.of("feed", possible(feed), "user", user, "follows", this.followers.of(feed).contains(user));
	}

	@PutMapping("/v1/feeds/{feed}/followers")
	ResponseEntity<Void> follow(@PathVariable String feed, HttpServletRequest request) {
		String user = Parameters.of(request).user();
		this.writer.write(this.followers, Followers.name(possible(feed), user), FOLLOWS);
		return ResponseEntity.noContent().build();
	}

	@DeleteMapping("/v1/feeds/{feed}/followers")
	ResponseEntity<Void> unfollow(@PathVariable String feed, HttpServletRequest request) {
		String user = Parameters.of(request).user();
		this.writer.write(this.followers, Followers.name(possible(feed), user), null);
		return ResponseEntity.noContent().build();
	}

	private static String possible(String feed) {
		if (!FEED.matcher(feed).matches()) {
			throw new ProblemException(Problem.BAD_REQUEST,
					"A feed's name is 1 to 100 letters, digits, '.', '_', ':' and '-'");
		}
		return feed;
	}

}
