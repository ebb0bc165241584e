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
 * <td>hash: id to {@link StoredItem}, which never changes</td>
 * </tr>
 * <tr>
 * <td>{@code …:read:<user>}</td>
 * <td>hash: id to when it was read, in milliseconds since 1970; unread ones aren't
 * there</td>
 * </tr>
 * <tr>
 * <td>{@code …:meta:<user>}</td>
 * <td>hash: {@code revision}, the offset of the last record that changed the inbox;
 * {@code applied}, that of the last record about it</td>
 * </tr>
 * </table>
 * Unread are as many as {@code order} has beyond {@code read}: a count that is not stored
 * can't drift.
 * <p>
 * Bound: {@code millrace.notification.inbox.max-items} items a user, each with at most
 * 4,200 characters of text and {@code millrace.notification.decide.max-item-data}. TTL:
 * {@code millrace.notification.inbox.retention} after the append time of the last record
 * about the inbox, on all four at once. Keys of an epoch that has ended stay until then.
 */
public final class InboxKeys {

	private InboxKeys() {
	}

	/**
	 * The slot of a partition of the inbox log.
	 * @param epoch the generation's name
	 */
	public static Slot slot(String epoch, int partition) {
		return new Slot("inbox." + epoch + "." + partition);
	}

	/**
	 * A user's keys: order, items, read, meta. An id may hold anything: it stands last.
	 */
	public static List<String> of(Slot slot, String user) {
		return List.of(slot.key("order:" + user), slot.key("items:" + user), slot.key("read:" + user),
				slot.key("meta:" + user));
	}

}
