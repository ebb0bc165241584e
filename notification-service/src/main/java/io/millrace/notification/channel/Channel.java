package io.millrace.notification.channel;

import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * How a rule names a channel: {@code inbox}, {@code email}, {@code webhook} for all
 * endpoints that take the category, or {@code webhook:<endpoint>} for one.
 */
public final class Channel {

	public static final String INBOX = "inbox";

	public static final String EMAIL = "email";

	public static final String WEBHOOK = "webhook";

	/** What an endpoint's name is, as the end of a sentence. */
	public static final String NAME_RULE = "is 1 to 50 lower-case letters, digits and '-', beginning with a letter or a digit";

	private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,49}");

	private Channel() {
	}

	/**
	 * Whether an endpoint may have this name.
	 */
	public static boolean isName(String name) {
		return NAME.matcher(name).matches();
	}

	/**
	 * What stands for one endpoint.
	 */
	public static String webhook(String endpoint) {
		return WEBHOOK + ":" + endpoint;
	}

	/**
	 * What preferences are about: the channel without the endpoint.
	 */
	public static String kind(String channel) {
		return channel.startsWith(WEBHOOK + ":") ? WEBHOOK : channel;
	}

	/**
	 * What is wrong with how a channel is written, or null if nothing is.
	 */
	public static @Nullable String fault(String channel) {
		boolean known = switch (kind(channel)) {
			case INBOX, EMAIL -> true;
			case WEBHOOK -> channel.equals(WEBHOOK) || isName(channel.substring(WEBHOOK.length() + 1));
			default -> false;
		};
		return known ? null : "there is no channel '" + channel
				+ "'; channels are inbox, email, webhook and webhook:<name of an endpoint>";
	}

}
