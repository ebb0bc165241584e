package io.millrace.notification.decide;

import org.jspecify.annotations.Nullable;

/**
 * What a rule says of an event, for one recipient if it comes so far.
 *
 * @param rule the rule's name
 * @param outcome what came of it
 * @param recipient for whom, if it is known
 * @param decision the notification, if there is one
 * @param reason why there is none, or why it doesn't go everywhere that the rule says
 */
public record Verdict(String rule, Outcome outcome, @Nullable String recipient, @Nullable Decision decision,
		@Nullable String reason) {

	/**
	 * What can come of a rule that looks at an event's type.
	 */
	public enum Outcome {

		/** Somebody is notified. */
		NOTIFIED,
		/** The condition doesn't hold. */
		UNMET,
		/** The event names nobody, or nobody follows. */
		RECIPIENT_MISSING,
		/** What the event names can't be a user's id. */
		RECIPIENT_INVALID,
		/** The recipient doesn't want it. */
		MUTED,
		/** The rule's channels have no way to the recipient. */
		UNREACHABLE

	}

}
