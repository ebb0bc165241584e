package io.millrace.standalone.promise;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the inbox log says of one inbox, record by record and in the plainest way; knows
 * nothing of the services' code. Not thread-safe.
 */
final class ToldInbox {

	private static final JsonMapper JSON = new JsonMapper();

	/** By id, in the order in which they came. */
	private final Map<String, InboxItem> items = new LinkedHashMap<>();

	private long revision = -1;

	/** The next record about this inbox. */
	void happens(ConsumerRecord<String, String> record) {
		JsonNode entry = JSON.readTree(record.value());
		String time = InboxItem.time(record.timestamp());
		Map<String, InboxItem> before = new LinkedHashMap<>(this.items);
		String op = entry.get("op").asString();
		switch (op) {
			case "add" -> add(record.offset(), time, entry);
			case "read" -> change(entry, (item) -> item.read(time));
			case "unread" -> change(entry, (item) -> item.with("", item.archivedAt(), item.snoozedUntil()));
			case "archive" -> change(entry, (item) -> item.archived(time));
			case "unarchive" -> change(entry, (item) -> item.with(item.readAt(), "", item.snoozedUntil()));
			case "snooze" -> change(entry, (item) -> item.with(item.readAt(), "", until(entry)));
			case "unsnooze" -> change(entry, (item) -> item.with(item.readAt(), item.archivedAt(), ""));
			case "wake" ->
				change(entry, (item) -> item.snoozedUntil().equals(until(entry)) ? item.with("", "", "") : item);
			case "delete" -> this.items.remove(entry.get("id").asString());
			case "readAll" -> meant(entry).forEach((item) -> this.items.put(item.id(), item.read(time)));
			case "archiveAll" -> meant(entry).forEach((item) -> this.items.put(item.id(), item.archived(time)));
			case "deleteAll" -> meant(entry).forEach((item) -> this.items.remove(item.id()));
			default -> throw new IllegalStateException("nobody here does this: " + entry);
		}
		if (!before.equals(this.items)) {
			this.revision = record.offset();
		}
	}

	private void add(long offset, String time, JsonNode entry) {
		String id = entry.get("id").asString();
		this.items.putIfAbsent(id, new InboxItem(offset, id, entry.get("eventId").asString(),
				entry.get("title").asString(), time, "", "", ""));
		if (this.items.size() > InboxView.MAX_ITEMS) {
			this.items.remove(this.items.keySet().iterator().next());
		}
	}

	private void change(JsonNode entry, UnaryOperator<InboxItem> change) {
		this.items.computeIfPresent(entry.get("id").asString(), (id, item) -> change.apply(item));
	}

	private List<InboxItem> meant(JsonNode sweep) {
		long upTo = sweep.get("upTo").asLong();
		Set<String> states = sweep.get("states").valueStream().map(JsonNode::asString).collect(Collectors.toSet());
		return this.items.values()
			.stream()
			.filter((item) -> item.seq() <= upTo && states.contains(item.state()))
			.toList();
	}

	private static String until(JsonNode entry) {
		return InboxItem.time(entry.get("until").asLong());
	}

	long revision() {
		return this.revision;
	}

	InboxView view() {
		return new InboxView(this.revision, (int) this.items.values().stream().filter(InboxItem::isUnread).count(),
				new ArrayList<>(this.items.values()).reversed());
	}

}
