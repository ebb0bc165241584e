package io.millrace.notification.decide;

import java.util.ArrayList;
import java.util.List;

import io.millrace.common.event.Event;
import io.millrace.common.event.EventCodec;
import io.millrace.notification.decide.DecideMetrics.Tally;
import io.millrace.notification.log.Entry;
import io.millrace.notification.log.EntryCodec;
import io.millrace.notification.log.ItemId;
import io.millrace.notification.log.UserId;
import io.millrace.notification.rule.CompiledRule;
import io.millrace.notification.rule.Rules;
import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import org.springframework.util.unit.DataSize;

/**
 * Evaluates the rules. A function of the event and the rules alone, so that deciding
 * again comes to the same.
 */
@Slf4j
@RequiredArgsConstructor
final class Decider {

	private final Rules rules;

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
		JsonNode tree = this.events.tree(event);
		JsonNode data = data(tree);
		List<Decision> decisions = new ArrayList<>(matching.size());
		for (CompiledRule rule : matching) {
			String recipient = recipient(rule, event, tree, tally);
			if (recipient != null) {
				decisions.add(decide(event, tree, data, rule, recipient));
			}
		}
		tally.matched++;
		tally.notifications += decisions.size();
		return decisions;
	}

	private static Decision decide(Event event, JsonNode tree, @Nullable JsonNode data, CompiledRule rule,
			String recipient) {
		return new Decision(recipient,
				new Entry.Add(ItemId.of(event.identity(), rule.name(), recipient), rule.category(), rule.title(tree),
						rule.body(tree), data, event.id(), event.source(), rule.name(), null));
	}

	private static @Nullable String recipient(CompiledRule rule, Event event, JsonNode tree, Tally tally) {
		String recipient = rule.recipient(tree);
		if (recipient == null) {
			tally.recipientsMissing++;
			return null;
		}
		String fault = UserId.fault(recipient);
		if (fault != null) {
			tally.recipientsInvalid++;
			log.debug("Rule {} notifies nobody of event {}: the recipient {}", rule.name(), event.id(), fault);
			return null;
		}
		return recipient;
	}

	private @Nullable JsonNode data(JsonNode tree) {
		JsonNode data = tree.get("data");
		return (data != null && this.entries.size(data) <= this.maxItemData.toBytes()) ? data : null;
	}

}
