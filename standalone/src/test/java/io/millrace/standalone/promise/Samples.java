package io.millrace.standalone.promise;

import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What was answered while things happened, of each revision once: whoever answers, one
 * revision is one state. Thread-safe.
 */
final class Samples {

	private final Map<String, Map<Long, InboxView>> views = new ConcurrentHashMap<>();

	private final Map<String, Map<Long, Integer>> badges = new ConcurrentHashMap<>();

	private final Set<String> epochs = ConcurrentHashMap.newKeySet();

	private final LongAdder count = new LongAdder();

	/** All of an inbox. */
	InboxView page(String user, JsonNode page) {
		InboxView view = InboxView.of(page);
		InboxView before = of(this.views, user).putIfAbsent(view.revision(), view);
		assertThat((before != null) ? before : view).as("two answers of one revision to %s", user).isEqualTo(view);
		this.epochs.add(page.get("epoch").asString());
		this.count.increment();
		return view;
	}

	/** What stands beside an action's answer. */
	void badge(String user, JsonNode answer) {
		int unread = answer.get("unread").asInt();
		Integer before = of(this.badges, user).putIfAbsent(answer.get("revision").asLong(), unread);
		assertThat((before != null) ? before : unread).as("two badges of one revision to %s", user).isEqualTo(unread);
		this.count.increment();
	}

	private static <T> Map<Long, T> of(Map<String, Map<Long, T>> all, String user) {
		return all.computeIfAbsent(user, (added) -> new ConcurrentHashMap<>());
	}

	Set<String> users() {
		Set<String> users = new HashSet<>(this.views.keySet());
		users.addAll(this.badges.keySet());
		return users;
	}

	Map<Long, InboxView> views(String user) {
		return Objects.requireNonNullElse(this.views.get(user), Map.of());
	}

	Map<Long, Integer> badges(String user) {
		return Objects.requireNonNullElse(this.badges.get(user), Map.of());
	}

	/** The epochs that answers were of. */
	Set<String> epochs() {
		return Set.copyOf(this.epochs);
	}

	/** How many answers were taken. */
	long count() {
		return this.count.sum();
	}

}
