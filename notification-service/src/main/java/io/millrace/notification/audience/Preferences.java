package io.millrace.notification.audience;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.millrace.common.settings.SettingsKind;
import io.millrace.notification.channel.Channel;
import org.jspecify.annotations.Nullable;

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
		return allows(user, category, Channel.INBOX);
	}

	/**
	 * Whether a user wants a category's notifications by a channel.
	 * @param channel as a rule names it
	 */
	public boolean allows(String user, String category, String channel) {
		Preference.Channels channels = of(user).categories().get(category);
		return channels == null || channels.allows(Channel.kind(channel));
	}

	/**
	 * Where a user's e-mails go to, null if there are to be none.
	 */
	public @Nullable String email(String user) {
		return of(user).email();
	}

}
