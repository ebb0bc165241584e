package io.millrace.notification.audience;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.millrace.common.settings.SettingsKind;

/**
 * Who wants to hear of which category: {@code preferences/<user>}. All of it is in
 * memory. Thread-safe.
 */
public final class Preferences implements SettingsKind {

	private final Map<String, Preference> users = new ConcurrentHashMap<>();

	@Override
	public String prefix() {
		return "preferences/";
	}

	@Override
	public void put(String user, byte[] value, long version) {
		this.users.put(user, Preference.read(value));
	}

	@Override
	public void remove(String user) {
		this.users.remove(user);
	}

	/** What a user has chosen. */
	Preference of(String user) {
		return this.users.getOrDefault(user, Preference.NONE);
	}

	/**
	 * What a user has chosen, to be written as JSON.
	 */
	public Object exported(String user) {
		return of(user);
	}

	/**
	 * Whether a user wants a category's notifications in the inbox.
	 */
	public boolean allowsInbox(String user, String category) {
		Preference.Channels channels = of(user).categories().get(category);
		return channels == null || channels.inbox();
	}

}
