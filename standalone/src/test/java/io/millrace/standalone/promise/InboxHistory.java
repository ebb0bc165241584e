package io.millrace.standalone.promise;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import io.millrace.testsupport.Model;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Everything that has happened to inboxes, as the inbox log has it.
 */
final class InboxHistory {

	private static final JsonMapper JSON = new JsonMapper();

	private final Map<String, List<ConsumerRecord<String, String>>> records = new TreeMap<>();

	private final Map<String, InboxView> now = new HashMap<>();

	/** How often something was done, by what it is, to which notification of whom. */
	private final Map<List<String>, Integer> done = new HashMap<>();

	/**
	 * @param records those of each partition in their order
	 */
	InboxHistory(List<ConsumerRecord<String, String>> records) {
		Map<String, ToldInbox> inboxes = new HashMap<>();
		for (ConsumerRecord<String, String> record : records) {
			this.records.computeIfAbsent(record.key(), (user) -> new ArrayList<>()).add(record);
			inboxes.computeIfAbsent(record.key(), (user) -> new ToldInbox()).happens(record);
			JsonNode entry = JSON.readTree(record.value());
			this.done.merge(List.of(entry.get("op").asString(), record.key(), entry.path("id").asString("")), 1,
					Integer::sum);
		}
		inboxes.forEach((user, inbox) -> this.now.put(user, inbox.view()));
	}

	Set<String> users() {
		return this.records.keySet();
	}

	/** An inbox after all of it. */
	InboxView now(String user) {
		return this.now.getOrDefault(user, new InboxView(-1, 0, List.of()));
	}

	/** How often something was done to a notification, or to all if the id is empty. */
	int done(String op, String user, String id) {
		return this.done.getOrDefault(List.of(op, user, id), 0);
	}

	/** How often something was done. */
	int done(String op) {
		return this.done.entrySet()
			.stream()
			.filter((each) -> each.getKey().getFirst().equals(op))
			.mapToInt(Map.Entry::getValue)
			.sum();
	}

	/** Whether a snooze is still to end before long. */
	boolean isWaking() {
		String soon = InboxItem.time(Instant.now().plusSeconds(60).toEpochMilli());
		return this.now.values()
			.stream()
			.flatMap((inbox) -> inbox.items().stream())
			.anyMatch((item) -> !item.snoozedUntil().isEmpty() && item.snoozedUntil().compareTo(soon) < 0);
	}

	/** A record for each event and recipient, in order, and none twice. */
	void assertOnceEach(Model model) {
		for (String user : model.users()) {
			List<List<String>> added = this.records.getOrDefault(user, List.of())
				.stream()
				.map((record) -> JSON.readTree(record.value()))
				.filter((entry) -> entry.get("op").asString().equals("add"))
				.map((entry) -> List.of(entry.get("source").asString(), entry.get("eventId").asString(),
						entry.get("title").asString()))
				.toList();
			List<List<String>> expected = model.inbox(user)
				.stream()
				.map((item) -> List.of(item.source(), item.eventId(), item.title()))
				.toList();
			assertThat(added).as("what the log brings to the inbox of %s", user).isEqualTo(expected);
		}
	}

	/** Whatever was seen while it happened is what the log says of that revision. */
	void assertSeen(Samples samples) {
		samples.users().forEach((user) -> {
			ToldInbox inbox = new ToldInbox();
			Map<Long, InboxView> views = new HashMap<>(samples.views(user));
			Map<Long, Integer> badges = new HashMap<>(samples.badges(user));
			check(user, inbox, views, badges);
			for (ConsumerRecord<String, String> record : this.records.getOrDefault(user, List.of())) {
				inbox.happens(record);
				check(user, inbox, views, badges);
			}
			assertThat(views.keySet()).as("revisions of %s that never were, and were seen", user).isEmpty();
			assertThat(badges.keySet()).as("revisions of %s that never were, and were told", user).isEmpty();
		});
	}

	private static void check(String user, ToldInbox inbox, Map<Long, InboxView> views, Map<Long, Integer> badges) {
		InboxView seen = views.remove(inbox.revision());
		Integer badge = badges.remove(inbox.revision());
		if (seen != null || badge != null) {
			InboxView told = inbox.view();
			assertThat((seen != null) ? seen : told).as("inbox of %s at %s", user, inbox.revision()).isEqualTo(told);
			assertThat((badge != null) ? badge : told.unread()).as("badge of %s at %s", user, inbox.revision())
				.isEqualTo(told.unread());
		}
	}

}
