package io.millrace.notification.apply;

import java.util.List;

import io.millrace.sink.fence.Slot;

/**
 * Where an inbox is in Redis. All keys of a partition of the inbox log share its hash
 * tag, and with it the fence that says up to where they are true.
 * <table>
 * <caption>Keys of a user</caption>
 * <tr>
 * <td>{@code {inbox.<epoch>.<partition>}:order:<user>}</td>
 * <td>sorted set: the items' ids by {@code seq}, the offset of the record that brought
 * them</td>
 * </tr>
 * <tr>
 * <td>{@code …:items:<user>}</td>
 * <td>hash: id to {@link StoredItem}</td>
 * </tr>
 * <tr>
 * <td>{@code …:states:<user>}</td>
 * <td>hash: id to {@code readAt,archivedAt,snoozedUntil}, in milliseconds since 1970,
 * each empty if it isn't; items that are merely unread aren't there</td>
 * </tr>
 * <tr>
 * <td>{@code …:meta:<user>}</td>
 * <td>hash: {@code revision}, the offset of the last record that changed the inbox;
 * {@code applied}, that of the last record about it; {@code expires}, when its timer goes
 * off; {@code broadcast}, the version of the last broadcast that it has had;
 * {@code floor}, the greatest revision whose changes are not all in {@code changes} any
 * more</td>
 * </tr>
 * <tr>
 * <td>{@code …:changes:<user>}</td>
 * <td>sorted set: ids of items that changed or left after they had come, by the offset of
 * the record that did it; the last {@value #MAX_CHANGES}</td>
 * </tr>
 * <tr>
 * <td>{@code …:capped:<user>}</td>
 * <td>sorted set, all of score 0: category, a zero byte, {@code seq} in 16 digits, id; of
 * items whose category has a cap of its own</td>
 * </tr>
 * </table>
 * Unread are as many as {@code order} has beyond {@code states}: a count that is not
 * stored can't drift.
 * <p>
 * A partition has {@code …:timers}, a sorted set by the time that they go off, in
 * milliseconds since 1970: {@code e<user>} when the user's first item expires,
 * {@code s<id><user>} when an item's snooze ends. And it has a channel, {@code …:live},
 * on which each script tells whose inboxes it has changed.
 * <p>
 * Bound: {@code millrace.notification.inbox.max-items} items a user, each with at most
 * 4,200 characters of text and {@code millrace.notification.decide.max-item-data}. What
 * is in an inbox leaves when it expires; of an empty one revision and changes leave a day
 * later.
 */
public final class InboxKeys {

	/** The consumer group that writes inboxes. */
	public static final String GROUP = "inbox";

	/** Of the slots' tags. */
	static final String PREFIX = "inbox";

	/** Greater with each change of what is said above. */
	static final int LAYOUT = 2;

	/** How many changes of an inbox are remembered for those who have seen it before. */
	public static final int MAX_CHANGES = 100;

	/** How many keys a user has. */
	static final int KEYS_OF_USER = 6;

	private InboxKeys() {
	}

	/**
	 * The slot of a partition of the inbox log.
	 * @param epoch the generation's name
	 */
	public static Slot slot(String epoch, int partition) {
		return new Slot(PREFIX + "." + epoch + "." + partition);
	}

	/**
	 * A user's keys: order, items, states, meta, changes, capped. An id may hold
	 * anything: it stands last.
	 */
	public static List<String> of(Slot slot, String user) {
		return List.of(slot.key("order:" + user), slot.key("items:" + user), slot.key("states:" + user),
				meta(slot, user), slot.key("changes:" + user), slot.key("capped:" + user));
	}

	/** A user's meta, as in {@link #of}. */
	public static String meta(Slot slot, String user) {
		return slot.key("meta:" + user);
	}

	/** The partition's timers. */
	public static String timers(Slot slot) {
		return slot.key("timers");
	}

	/** The partition's channel. */
	public static String channel(Slot slot) {
		return slot.key("live");
	}

}
