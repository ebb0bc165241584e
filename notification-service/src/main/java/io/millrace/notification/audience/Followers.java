package io.millrace.notification.audience;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;

import io.millrace.common.settings.SettingsKind;

/**
 * Who follows which feed: {@code follower/<feed>/<user>}. All of it is in memory, about
 * 150 bytes for each follower of each feed. Thread-safe.
 */
public final class Followers implements SettingsKind {

	private final Map<String, Set<String>> feeds = new ConcurrentHashMap<>();

	@Override
	public String prefix() {
		return "follower/";
	}

	/**
	 * What a follower is named among the settings; a feed's name has no slash.
	 */
	public static String name(String feed, String user) {
		return feed + "/" + user;
	}

	@Override
	public void put(String name, byte[] value, long version) {
		int slash = name.indexOf('/');
		if (slash <= 0) {
			throw new IllegalArgumentException("'" + name + "' is no feed and user");
		}
		this.feeds.computeIfAbsent(name.substring(0, slash), (feed) -> new ConcurrentSkipListSet<>())
			.add(name.substring(slash + 1));
	}

	@Override
	public void remove(String name) {
		int slash = Math.max(name.indexOf('/'), 0);
		this.feeds.computeIfPresent(name.substring(0, slash), (feed, users) -> {
			users.remove(name.substring(slash + 1));
			return users.isEmpty() ? null : users;
		});
	}

	/**
	 * The feeds that a user follows, by their names; looks at every feed.
	 */
	public List<String> feedsOf(String user) {
		return this.feeds.entrySet()
			.stream()
			.filter((feed) -> feed.getValue().contains(user))
			.map(Map.Entry::getKey)
			.sorted()
			.toList();
	}

	/**
	 * A feed's followers, ordered by their ids; a view that may change.
	 */
	public Set<String> of(String feed) {
		return this.feeds.getOrDefault(feed, Set.of());
	}

}
