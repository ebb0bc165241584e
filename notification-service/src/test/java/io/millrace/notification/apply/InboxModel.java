package io.millrace.notification.apply;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

import io.millrace.notification.log.Entry;
import io.millrace.notification.log.ItemState;
import org.jspecify.annotations.Nullable;

/**
 * What the inbox log says of one inbox, in plain Java and record by record: what the
 * script must come to.
 */
final class InboxModel {

	/** In the order in which they came. */
	final Map<String, Item> items = new LinkedHashMap<>();

	long revision = -1;

	/** The version of the last broadcast that it has had. */
	long broadcast = -1;

	/** How many have left. */
	int left;

	private final InboxProperties properties;

	InboxModel(InboxProperties properties) {
		this.properties = properties;
	}

	static final class Item {

		final long seq;

		final long createdAt;

		final String category;

		long changed;

		long expiresAt;

		int count = 1;

		long read;

		long archived;

		long snoozed;

		Item(long seq, long createdAt, String category) {
			this.seq = seq;
			this.createdAt = createdAt;
			this.category = category;
		}

		ItemState state() {
			if (this.archived != 0) {
				return ItemState.ARCHIVED;
			}
			if (this.snoozed != 0) {
				return ItemState.SNOOZED;
			}
			return (this.read != 0) ? ItemState.READ : ItemState.UNREAD;
		}

		@Override
		public String toString() {
			return this.seq + "/" + this.changed + " " + this.createdAt + "-" + this.expiresAt + " x" + this.count + " "
					+ this.category + " " + this.read + "," + this.archived + "," + this.snoozed;
		}

	}

	void happens(long offset, long time, Entry entry) {
		Long broadcast = broadcast(entry);
		if (broadcast != null && broadcast <= this.broadcast) {
			return;
		}
		String before = this.items.toString();
		boolean erased = false;
		switch (entry) {
			case Entry.Add add -> add(offset, time, add);
			case Entry.Read mark -> mark(mark, (item) -> item.read = (item.read != 0) ? item.read : time);
			case Entry.Unread mark -> mark(mark, (item) -> item.read = 0);
			case Entry.Archive mark -> mark(mark, (item) -> archive(item, time));
			case Entry.Unarchive mark -> mark(mark, (item) -> item.archived = 0);
			case Entry.Snooze mark -> mark(mark, (item) -> {
				item.archived = 0;
				item.snoozed = mark.until();
			});
			case Entry.Unsnooze mark -> mark(mark, (item) -> item.snoozed = 0);
			case Entry.Wake mark -> mark(mark, (item) -> {
				if (item.snoozed == mark.until()) {
					item.snoozed = 0;
					item.read = 0;
				}
			});
			case Entry.Delete mark -> remove(List.of(mark.id()));
			case Entry.Withdraw mark -> remove(List.of(mark.id()));
			case Entry.ReadAll sweep ->
				meant(sweep).forEach((id) -> item(id).read = (item(id).read != 0) ? item(id).read : time);
			case Entry.ArchiveAll sweep -> meant(sweep).forEach((id) -> archive(item(id), time));
			case Entry.DeleteAll sweep -> remove(meant(sweep));
			case Entry.Expire expire -> remove(this.items.entrySet()
				.stream()
				.filter((item) -> item.getValue().expiresAt <= expire.at())
				.map(Map.Entry::getKey)
				.toList());
			case Entry.Erase erase -> {
				remove(List.copyOf(this.items.keySet()));
				erased = true;
			}
		}
		if (erased) {
			this.revision = -1;
			this.broadcast = -1;
		}
		else if (!before.equals(this.items.toString())) {
			this.revision = offset;
		}
		if (broadcast != null && this.revision >= 0) {
			this.broadcast = broadcast;
		}
	}

	private static @Nullable Long broadcast(Entry entry) {
		return switch (entry) {
			case Entry.Add add -> add.broadcast();
			case Entry.Withdraw withdraw -> (Long) withdraw.broadcast();
			default -> null;
		};
	}

	private void add(long offset, long time, Entry.Add add) {
		long expiresAt = time + this.properties.retention(add.category()).toMillis();
		Item item = this.items.get(add.id());
		if (item == null) {
			item = new Item(offset, time, add.category());
			item.changed = offset;
			item.expiresAt = (add.expiresAt() != null) ? Math.min(add.expiresAt(), expiresAt) : expiresAt;
			this.items.put(add.id(), item);
			Integer cap = this.properties.cap(add.category());
			if (cap != null) {
				trim(this.items.entrySet()
					.stream()
					.filter((other) -> other.getValue().category.equals(add.category()))
					.map(Map.Entry::getKey)
					.toList(), cap);
			}
			trim(List.copyOf(this.items.keySet()), this.properties.maxItems());
		}
		else if (add.collapses()) {
			item.changed = offset;
			item.expiresAt = expiresAt;
			item.count++;
			item.read = 0;
			item.archived = 0;
			item.snoozed = 0;
		}
	}

	private void trim(List<String> ids, int most) {
		remove(ids.subList(0, Math.max(0, ids.size() - most)));
	}

	private void remove(List<String> ids) {
		new ArrayList<>(ids).forEach((id) -> this.left += (this.items.remove(id) != null) ? 1 : 0);
	}

	private void mark(Entry.Mark mark, Consumer<Item> change) {
		Item item = this.items.get(mark.id());
		if (item != null) {
			change.accept(item);
		}
	}

	private static void archive(Item item, long time) {
		item.archived = (item.archived != 0) ? item.archived : time;
		item.snoozed = 0;
	}

	private List<String> meant(Entry.Sweep sweep) {
		return this.items.entrySet()
			.stream()
			.filter((item) -> item.getValue().changed <= sweep.upTo()
					&& sweep.states().contains(item.getValue().state())
					&& (sweep.category() == null || sweep.category().equals(item.getValue().category)))
			.map(Map.Entry::getKey)
			.toList();
	}

	private Item item(String id) {
		return Objects.requireNonNull(this.items.get(id));
	}

	long unread() {
		return this.items.values().stream().filter((item) -> item.state() == ItemState.UNREAD).count();
	}

	@Override
	public String toString() {
		StringBuilder text = new StringBuilder();
		this.items.forEach((id, item) -> text.append(id).append('@').append(item).append('\n'));
		return text.append(unread())
			.append(" unread, revision ")
			.append(this.revision)
			.append(", broadcast ")
			.append(this.broadcast)
			.toString();
	}

}
