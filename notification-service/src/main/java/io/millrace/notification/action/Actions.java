package io.millrace.notification.action;

import java.time.Duration;
import java.util.Optional;

import io.millrace.common.problem.Problem;
import io.millrace.common.problem.ProblemException;
import io.millrace.notification.inbox.Badge;
import io.millrace.notification.inbox.InboxStore.Look;
import io.millrace.notification.inbox.InboxStore;
import io.millrace.notification.log.Entry;
import io.millrace.notification.log.EntryAppender;
import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;
import org.apache.kafka.common.KafkaException;

/**
 * Does what a user asks for: appends it to the inbox log, which gives it its place in the
 * one order of everything that happens to the inbox, and waits until it has taken effect.
 * Once it is appended it will take effect, answered or not. Doing it twice changes
 * nothing more. Thread-safe.
 */
@Slf4j
@RequiredArgsConstructor
final class Actions {

	private final EntryAppender appender;

	private final InboxStore inboxes;

	private final Duration wait;

	private final ActionMetrics metrics;

	/**
	 * Does something to an item.
	 * @return the item, unless it is deleted; or nothing if it has not taken effect yet
	 * @throws ProblemException 404 if the inbox has no such item nor remembers one, 503
	 * if Kafka doesn't take it
	 */
	Optional<ActionAnswer> mark(String user, Entry.Mark mark) {
		Optional<Look> applied = append(user, mark.id(), mark);
		if (applied.isEmpty()) {
			this.metrics.pending.increment();
			return Optional.empty();
		}
		if (!applied.get().known()) {
			throw unknown();
		}
		Badge badge = applied.get().badge();
		return Optional
			.of(answer(new ActionAnswer(applied.get().item().orElse(null), badge.unread(), badge.revision())));
	}

	/**
	 * Does something to all items of a kind.
	 * @return the badge, or nothing if it has not taken effect yet
	 * @throws ProblemException 503 if Kafka doesn't take it
	 */
	Optional<ActionAnswer> sweep(String user, Entry.Sweep sweep) {
		Optional<Look> applied = append(user, "", sweep);
		if (applied.isEmpty()) {
			this.metrics.pending.increment();
		}
		return applied.map(Look::badge)
			.map((badge) -> answer(new ActionAnswer(null, badge.unread(), badge.revision())));
	}

	/**
	 * The revision that a user sees now.
	 */
	long revision(String user) {
		return this.inboxes.badge(user).revision();
	}

	ProblemException unknown() {
		this.metrics.unknown.increment();
		return new ProblemException(Problem.NOT_FOUND, "This user has no such notification");
	}

	private ActionAnswer answer(ActionAnswer answer) {
		this.metrics.applied.increment();
		return answer;
	}

	private Optional<Look> append(String user, String itemId, Entry entry) {
		long offset;
		try {
			offset = this.appender.append(user, entry);
		}
		catch (KafkaException ex) {
			this.metrics.failed.increment();
			log.warn("An action could not be appended: {}", ex.toString());
			throw new ProblemException(Problem.KAFKA_UNAVAILABLE,
					"Kafka didn't confirm the action; it can be repeated without harm");
		}
		try {
			return this.inboxes.awaitApplied(user, offset, this.wait) ? Optional.of(this.inboxes.look(user, itemId))
					: Optional.empty();
		}
		catch (ProblemException ex) {
			// It is in the log and will take effect: only when can't be said.
			return Optional.empty();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return Optional.empty();
		}
	}

}
