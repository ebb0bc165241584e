package io.millrace.notification.user;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.millrace.common.problem.Problem;
import io.millrace.common.problem.ProblemException;
import io.millrace.common.settings.SettingsWriter;
import io.millrace.notification.audience.Followers;
import io.millrace.notification.audience.Preferences;
import io.millrace.notification.inbox.Badge;
import io.millrace.notification.inbox.InboxStore;
import io.millrace.notification.inbox.Item;
import io.millrace.notification.inbox.Parameters;
import io.millrace.notification.log.Entry;
import io.millrace.notification.log.EntryAppender;
import jakarta.servlet.http.HttpServletRequest;
import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;
import org.apache.kafka.common.KafkaException;

import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Export and erasure of a user. What was erased stays away when inboxes are rebuilt, as
 * the erasure is a record of their log; the log itself forgets by its retention.
 */
@Slf4j
@RestController
@RequiredArgsConstructor
final class UserController {

	private static final Duration PATIENCE = Duration.ofSeconds(1);

	private final InboxStore inboxes;

	private final Preferences preferences;

	private final Followers followers;

	private final SettingsWriter writer;

	private final EntryAppender appender;

	/**
	 * All that is kept about a user.
	 *
	 * @param user whose
	 * @param inbox the badge
	 * @param notifications all of them, in every state, newest first
	 * @param preferences what the user wants to hear of
	 * @param feeds the feeds that the user follows
	 */
	record Export(String user, Badge inbox, List<Item> notifications, Object preferences, List<String> feeds) {
	}

	@GetMapping("/v1/users/export")
	Export export(HttpServletRequest request) {
		String user = Parameters.of(request).user();
		return new Export(user, this.inboxes.badge(user), this.inboxes.everything(user),
				this.preferences.exported(user), this.followers.feedsOf(user));
	}

	@DeleteMapping("/v1/users")
	ResponseEntity<Object> erase(HttpServletRequest request) throws InterruptedException {
		String user = Parameters.of(request).user();
		this.writer.write(this.preferences, user, null);
		for (String feed : this.followers.feedsOf(user)) {
			this.writer.write(this.followers, Followers.name(feed, user), null);
		}
		long offset = append(user);
		return this.inboxes.awaitApplied(user, offset, PATIENCE) ? ResponseEntity.noContent().build()
				: ResponseEntity.accepted().body(Map.of("status", "pending"));
	}

	private long append(String user) {
		try {
			return this.appender.append(user, new Entry.Erase());
		}
		catch (KafkaException ex) {
			log.warn("An erasure could not be appended: {}", ex.toString());
			throw new ProblemException(Problem.KAFKA_UNAVAILABLE,
					"Kafka didn't confirm the erasure; it can be repeated without harm");
		}
	}

}
