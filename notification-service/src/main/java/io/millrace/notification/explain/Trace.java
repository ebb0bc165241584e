package io.millrace.notification.explain;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.millrace.notification.decide.Verdict;
import io.millrace.notification.inbox.Item;
import org.jspecify.annotations.Nullable;

/**
 * Where an event lies and what came of it.
 *
 * @param event the event
 * @param rules what each rule says of it, as the rules, followers and preferences are now
 */
record Trace(Place event, List<Told> rules) {

	Trace {
		rules = List.copyOf(rules);
	}

	/**
	 * Where an event lies.
	 *
	 * @param topic the topic
	 * @param partition the partition
	 * @param offset the offset
	 * @param appendedAt when the broker appended it
	 * @param type the event's
	 * @param subject the event's
	 * @param time the event's
	 */
	record Place(String topic, int partition, long offset, String appendedAt, String type, String subject,
			String time) {
	}

	/**
	 * What became of a notification.
	 */
	enum Found {

		/** It is in the inbox. */
		PRESENT,
		/** It was, and has been deleted, has expired or had to make room. */
		GONE,
		/**
		 * It isn't: not yet decided or applied, decided by other rules, or gone long ago.
		 */
		ABSENT

	}

	/**
	 * What a rule says.
	 *
	 * @param rule the rule's name
	 * @param outcome what came of it; null if the rule doesn't look at events of this
	 * type
	 * @param recipient for whom
	 * @param channels where the notification goes
	 * @param reason why nobody is notified, or why it doesn't go everywhere that the rule
	 * says
	 * @param found what became of the notification in the inbox; null if it isn't for it
	 * @param notification the notification
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	record Told(String rule, Verdict.@Nullable Outcome outcome, @Nullable String recipient,
			@Nullable List<String> channels, @Nullable String reason, @Nullable Found found,
			@Nullable Item notification) {
	}

}
