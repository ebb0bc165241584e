package io.millrace.notification.decide;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import io.millrace.common.event.Event;
import io.millrace.common.event.EventCodec;
import io.millrace.notification.audience.Followers;
import io.millrace.notification.audience.Preferences;
import io.millrace.notification.channel.Channels;
import io.millrace.notification.channel.Delivery;
import io.millrace.notification.decide.DecideMetrics.Tally;
import io.millrace.notification.decide.Verdict.Outcome;
import io.millrace.notification.log.Entry;
import io.millrace.notification.log.EntryCodec;
import io.millrace.notification.log.ItemId;
import io.millrace.notification.log.UserId;
import io.millrace.notification.rule.CompiledRule;
import io.millrace.notification.rule.Rules;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import org.springframework.util.unit.DataSize;

/**
 * Evaluates the rules. A function of the event and what is set alone.
 */
@RequiredArgsConstructor
public final class Decider {

	/** Of a notification that is nobody's yet. */
	private static final String NO_ID = "A".repeat(22);

	private static final String NO_RECIPIENT = "the event names no recipient";

	private static final String NO_FOLLOWERS = "nobody follows the feed";

	private static final String MUTED = "muted in the preferences";

	private final Rules rules;

	private final Followers followers;

	private final Preferences preferences;

	private final Channels channels;

	private final EventCodec events;

	private final EntryCodec entries;

	private final DataSize maxItemData;

	/**
	 * @param tally counts what came of the event
	 */
	List<Decision> decide(Event event, Tally tally) {
		List<CompiledRule> matching = this.rules.matching(event.type());
		if (matching.isEmpty()) {
			tally.unmatched++;
			return List.of();
		}
		tally.matched++;
		List<Decision> decisions = new ArrayList<>(matching.size());
		for (Verdict verdict : verdicts(event, matching)) {
			tally.count(verdict.outcome());
			if (verdict.decision() != null) {
				tally.deliveries += verdict.decision().deliveries().size();
				decisions.add(verdict.decision());
			}
		}
		return decisions;
	}

	/**
	 * What rules say of an event, those that look at its type.
	 */
	public List<Verdict> verdicts(Event event, List<CompiledRule> matching) {
		JsonNode tree = this.events.tree(event);
		JsonNode data = data(tree);
		List<Verdict> verdicts = new ArrayList<>(matching.size());
		for (CompiledRule rule : matching) {
			String unmet = rule.unmet(tree);
			if (unmet != null) {
				verdicts.add(new Verdict(rule.name(), Outcome.UNMET, null, null, unmet));
				continue;
			}
			String feed = rule.feed(tree);
			Set<String> recipients = (feed != null) ? this.followers.of(feed) : rule.recipients(tree);
			if (recipients.isEmpty()) {
				verdicts.add(new Verdict(rule.name(), Outcome.RECIPIENT_MISSING, null, null,
						(feed != null) ? NO_FOLLOWERS : NO_RECIPIENT));
			}
			else {
				String collapseKey = rule.collapseKey(tree);
				Entry.Add like = new Entry.Add(NO_ID, rule.category(), rule.title(tree), rule.body(tree), data,
						event.id(), event.source(), rule.name(), collapseKey != null, null, null);
				recipients.forEach((recipient) -> verdicts.add(verdict(event, rule, recipient, collapseKey, like)));
			}
		}
		return verdicts;
	}

	private Verdict verdict(Event event, CompiledRule rule, String recipient, @Nullable String collapseKey,
			Entry.Add like) {
		String fault = UserId.fault(recipient);
		if (fault != null) {
			return new Verdict(rule.name(), Outcome.RECIPIENT_INVALID, recipient, null, "the recipient " + fault);
		}
		List<String> wanted = rule.channels()
			.stream()
			.filter((channel) -> rule.critical() || this.preferences.allows(recipient, rule.category(), channel))
			.toList();
		if (wanted.isEmpty()) {
			return new Verdict(rule.name(), Outcome.MUTED, recipient, null, MUTED);
		}
		Channels.Route route = this.channels.route(wanted, rule.category(), recipient);
		if (route.isNowhere()) {
			return new Verdict(rule.name(), Outcome.UNREACHABLE, recipient, null, route.reason());
		}
		String id = (collapseKey != null) ? ItemId.collapsed(collapseKey, rule.name(), recipient)
				: ItemId.of(event.identity(), rule.name(), recipient);
		Entry.Add entry = like.withId(id);
		Decision decision = new Decision(recipient, entry, route, deliveries(event, recipient, entry, route));
		return new Verdict(rule.name(), Outcome.NOTIFIED, recipient, decision, route.reason());
	}

	private static List<Delivery> deliveries(Event event, String recipient, Entry.Add entry, Channels.Route route) {
		return route.targets()
			.stream()
			.map((target) -> new Delivery(ItemId.delivery(event.identity(), entry.rule(), recipient, target), target,
					recipient, entry.category(), entry.title(), entry.body(), entry.data(), entry.eventId(),
					entry.source(), entry.rule(), route.inbox() ? entry.id() : null, null))
			.toList();
	}

	private @Nullable JsonNode data(JsonNode tree) {
		JsonNode data = tree.get("data");
		return (data != null && this.entries.size(data) <= this.maxItemData.toBytes()) ? data : null;
	}

}
