package io.millrace.dashboard.aggregate;

import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import lombok.RequiredArgsConstructor;

/**
 * The histories of those users of a partition that its owner has in memory: whose are
 * being changed, and those who were seen last.
 */
@RequiredArgsConstructor
final class HistoryCache {

	/** How many are read at once; Redis serves nobody else meanwhile. */
	private static final int AT_ONCE = 500;

	private final AggregateStore store;

	private final AggregateKeys keys;

	private final int maxUsers;

	private final Map<String, UserHistories> users = new LinkedHashMap<>(64, 0.75f, true);

	/**
	 * Reads what isn't in memory.
	 */
	void require(Collection<String> wanted) {
		List<String> missing = wanted.stream().filter((user) -> this.users.get(user) == null).distinct().toList();
		for (int i = 0; i < missing.size(); i += AT_ONCE) {
			this.store.histories(this.keys, missing.subList(i, Math.min(missing.size(), i + AT_ONCE)))
				.forEach((histories) -> this.users.put(histories.user(), histories));
		}
	}

	/** A user's, which are in memory until the next {@link #evict()}. */
	UserHistories of(String user) {
		UserHistories known = this.users.get(user);
		if (known == null) {
			require(List.of(user));
			known = Objects.requireNonNull(this.users.get(user));
		}
		return known;
	}

	/**
	 * Forgets those who weren't seen for longest. Only to be called when nothing is
	 * changed and unwritten.
	 */
	void evict() {
		Iterator<UserHistories> eldest = this.users.values().iterator();
		for (int i = this.users.size(); i > this.maxUsers; i--) {
			eldest.next();
			eldest.remove();
		}
	}

}
