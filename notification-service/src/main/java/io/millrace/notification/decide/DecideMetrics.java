package io.millrace.notification.decide;

import java.util.Map;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.millrace.sink.status.LedgerSource;

/**
 * What was decided in this process, counted when its transaction has committed. Records
 * at or beyond the position = duplicates + dead letters + unmatched + matched events.
 * Rules that look at matched events, each as often as it finds a recipient =
 * notifications + unmet conditions + recipients missing + recipients invalid + muted +
 * unreachable. Deliveries come on top, one for each target of a notification. An event
 * for very many recipients is counted with the first of them, and once more if it is
 * taken up by another owner.
 */
final class DecideMetrics implements LedgerSource {

	final Timer transactions;

	private final Counter duplicates;

	private final Counter deadLetters;

	private final Counter unmatched;

	private final Counter matched;

	private final Counter notifications;

	private final Counter recipientsMissing;

	private final Counter recipientsInvalid;

	private final Counter unmet;

	private final Counter muted;

	private final Counter unreachable;

	private final Counter deliveries;

	DecideMetrics(MeterRegistry registry) {
		this.duplicates = counter(registry, "duplicates", "Events left out as sent before", "events");
		this.deadLetters = counter(registry, "dead.letters", "Malformed records set aside", "records");
		this.unmatched = counter(registry, "unmatched", "Events that no rule looks at", "events");
		this.matched = counter(registry, "matched", "Events that one or more rules look at", "events");
		this.notifications = counter(registry, "notifications", "Notifications, for the inbox or for other channels",
				"notifications");
		this.recipientsMissing = counter(registry, "recipients.missing",
				"Rules that found no recipient in an event they match", "recipients");
		this.recipientsInvalid = counter(registry, "recipients.invalid",
				"Rules whose recipient can't be a user's id, and who therefore isn't notified", "recipients");
		this.unmet = counter(registry, "unmet", "Rules whose condition an event does not meet", "rules");
		this.muted = counter(registry, "muted", "Notifications that their recipient's preferences don't want",
				"notifications");
		this.unreachable = counter(registry, "unreachable",
				"Notifications whose channels have no way to their recipient", "notifications");
		this.deliveries = counter(registry, "deliveries", "Deliveries appended, one for each target of a notification",
				"deliveries");
		this.transactions = Timer.builder("millrace.decide.transaction")
			.description("Time of a transaction, from its beginning to its commit")
			.register(registry);
	}

	private static Counter counter(MeterRegistry registry, String name, String description, String unit) {
		return Counter.builder("millrace.decide." + name).description(description).baseUnit(unit).register(registry);
	}

	void committed(Tally tally) {
		this.duplicates.increment(tally.duplicates);
		this.deadLetters.increment(tally.deadLetters);
		this.unmatched.increment(tally.unmatched);
		this.matched.increment(tally.matched);
		this.notifications.increment(tally.notifications);
		this.recipientsMissing.increment(tally.recipientsMissing);
		this.recipientsInvalid.increment(tally.recipientsInvalid);
		this.unmet.increment(tally.unmet);
		this.muted.increment(tally.muted);
		this.unreachable.increment(tally.unreachable);
		this.deliveries.increment(tally.deliveries);
	}

	@Override
	public Map<String, Long> ledger() {
		return Map.of("notification.applied", (long) (this.matched.count() + this.unmatched.count()),
				"notification.duplicates", (long) this.duplicates.count(), "notification.deadLetters",
				(long) this.deadLetters.count());
	}

	/** The same of one transaction, which may yet fail and be done again. */
	static final class Tally {

		int duplicates;

		int deadLetters;

		int unmatched;

		int matched;

		int notifications;

		int recipientsMissing;

		int recipientsInvalid;

		int unmet;

		int muted;

		int unreachable;

		int deliveries;

		void count(Verdict.Outcome outcome) {
			switch (outcome) {
				case NOTIFIED -> this.notifications++;
				case UNMET -> this.unmet++;
				case RECIPIENT_MISSING -> this.recipientsMissing++;
				case RECIPIENT_INVALID -> this.recipientsInvalid++;
				case MUTED -> this.muted++;
				case UNREACHABLE -> this.unreachable++;
			}
		}

	}

}
