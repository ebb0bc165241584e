package io.millrace.testsupport;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What must come of events and actions, computed in the plainest way from what was sent
 * and from nothing else. Not thread-safe.
 */
public final class Model {

	private final Map<String, Function<TestEvent, String>> titles;

	private final Set<List<String>> seen = new HashSet<>();

	private final List<TestEvent> events = new ArrayList<>();

	private final Map<String, List<Item>> inboxes = new HashMap<>();

	/**
	 * Creates a model without events.
	 * @param titles the rules: which event types make a notification for their subject,
	 * and with what title
	 */
	public Model(Map<String, Function<TestEvent, String>> titles) {
		this.titles = Map.copyOf(titles);
	}

	/**
	 * Takes events in the order in which they were sent; a user's inbox depends on it.
	 * Duplicates change nothing.
	 * @param sent the events
	 */
	public void accept(Collection<TestEvent> sent) {
		sent.forEach(this::accept);
	}

	/**
	 * Takes the next event that was sent.
	 * @param event the event
	 */
	public void accept(TestEvent event) {
		if (!this.seen.add(List.of(event.source(), event.id(), event.subject()))) {
			return;
		}
		this.events.add(event);
		Function<TestEvent, String> title = this.titles.get(event.type());
		if (title != null) {
			items(event.subject()).add(new Item(event.source(), event.id(), title.apply(event), false));
		}
	}

	/**
	 * Returns all different events that were sent.
	 * @return in the order in which they were sent first
	 */
	public List<TestEvent> all() {
		return List.copyOf(this.events);
	}

	/**
	 * Returns how many different events were sent.
	 * @return a count
	 */
	public long events() {
		return this.events.size();
	}

	/**
	 * Returns how many different events of each type were sent.
	 * @return counts by type
	 */
	public SortedMap<String, Long> eventsByType() {
		return this.events.stream()
			.collect(Collectors.groupingBy(TestEvent::type, TreeMap::new, Collectors.counting()));
	}

	/**
	 * Returns {@link #eventsByType()} in the minutes in which they happened.
	 * @return counts by the start of the minute, by type; only minutes that have any
	 */
	public SortedMap<String, SortedMap<Instant, Long>> eventsByTypeAndMinute() {
		SortedMap<String, SortedMap<Instant, Long>> counts = new TreeMap<>();
		this.events.forEach((event) -> counts.computeIfAbsent(event.type(), (type) -> new TreeMap<>())
			.merge(event.time().truncatedTo(ChronoUnit.MINUTES), 1L, Long::sum));
		return counts;
	}

	/**
	 * Returns how many different users had events of each type.
	 * @return counts by type
	 */
	public SortedMap<String, Long> usersByType() {
		SortedMap<String, Long> counts = new TreeMap<>();
		this.events.stream()
			.collect(Collectors.groupingBy(TestEvent::type, Collectors.mapping(TestEvent::subject, Collectors.toSet())))
			.forEach((type, users) -> counts.put(type, (long) users.size()));
		return counts;
	}

	/**
	 * Returns all users that had an event.
	 * @return user ids
	 */
	public Set<String> users() {
		return this.events.stream().map(TestEvent::subject).collect(Collectors.toSet());
	}

	/**
	 * Returns a user's notifications.
	 * @param user the user id
	 * @return oldest first
	 */
	public List<Item> inbox(String user) {
		return List.copyOf(this.inboxes.getOrDefault(user, List.of()));
	}

	/**
	 * Returns the titles of {@link #inbox(String)}.
	 * @param user the user id
	 * @return oldest first
	 */
	public List<String> titles(String user) {
		return inbox(user).stream().map(Item::title).toList();
	}

	/**
	 * Returns how many of a user's notifications are unread.
	 * @param user the user id
	 * @return a count
	 */
	public long unread(String user) {
		return inbox(user).stream().filter((item) -> !item.read()).count();
	}

	/**
	 * Marks one notification as read or unread.
	 * @param user the user id
	 * @param position in {@link #inbox(String)}
	 * @param read what it becomes
	 */
	public void mark(String user, int position, boolean read) {
		items(user).set(position, items(user).get(position).marked(read));
	}

	/**
	 * Marks all that a user has so far as read.
	 * @param user the user id
	 */
	public void readAll(String user) {
		items(user).replaceAll((item) -> item.marked(true));
	}

	private List<Item> items(String user) {
		return this.inboxes.computeIfAbsent(user, (key) -> new ArrayList<>());
	}

	/**
	 * A notification.
	 *
	 * @param source the event's source
	 * @param eventId the event's id
	 * @param title as its rule renders it
	 * @param read whether it was read
	 */
	public record Item(String source, String eventId, String title, boolean read) {

		Item marked(boolean as) {
			return new Item(this.source, this.eventId, this.title, as);
		}

	}

}
