package io.millrace.notification.channel;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * The targets that are set up here, and which of them a rule's channels come to. Doesn't
 * change.
 */
public final class Channels {

	private final List<Target> targets;

	/**
	 * @throws IllegalArgumentException if two targets have the same name
	 */
	public Channels(List<Target> targets) {
		this.targets = targets.stream().sorted(Comparator.comparing(Target::name)).toList();
		Map<String, Target> named = new HashMap<>();
		for (Target target : targets) {
			if (named.put(target.name(), target) != null) {
				throw new IllegalArgumentException("Two targets are named " + target.name());
			}
		}
	}

	/**
	 * Where one notification goes.
	 *
	 * @param inbox whether into the inbox
	 * @param targets the names of those that it is sent to
	 * @param missed why it doesn't go where else the rule says, by the channel
	 */
	public record Route(boolean inbox, List<String> targets, List<String> missed) {

		public Route {
			targets = List.copyOf(targets);
			missed = List.copyOf(missed);
		}

		/** Into the inbox and nowhere else. */
		public static Route toInbox() {
			return new Route(true, List.of(), List.of());
		}

		public boolean isNowhere() {
			return !this.inbox && this.targets.isEmpty();
		}

		/** All that it goes to. */
		public List<String> channels() {
			List<String> channels = new ArrayList<>(this.targets);
			if (this.inbox) {
				channels.addFirst(Channel.INBOX);
			}
			return channels;
		}

		/** Why it doesn't go where else the rule says, null if it does. */
		public @Nullable String reason() {
			return this.missed.isEmpty() ? null : String.join("; ", this.missed);
		}

	}

	/** By their names. */
	public List<Target> targets() {
		return this.targets;
	}

	/**
	 * What is wrong with a channel of a rule, or null if nothing is.
	 */
	public @Nullable String fault(String channel) {
		String fault = Channel.fault(channel);
		if (fault != null || channel.equals(Channel.INBOX) || !matching(channel).isEmpty()) {
			return fault;
		}
		return switch (channel) {
			case Channel.EMAIL ->
				"e-mail is not set up: spring.mail.host and millrace.notification.email.from are needed";
			case Channel.WEBHOOK -> "no webhook is set up: millrace.notification.webhook.endpoints is empty";
			default -> "no endpoint of this name is set up: '" + channel + "'";
		};
	}

	/**
	 * Where a notification goes.
	 * @param channels those of the rule that its recipient wants
	 */
	public Route route(List<String> channels, String category, String user) {
		boolean inbox = false;
		Set<String> names = new LinkedHashSet<>();
		List<String> missed = new ArrayList<>();
		for (String channel : channels) {
			if (channel.equals(Channel.INBOX)) {
				inbox = true;
			}
			else {
				route(channel, category, user, names, missed);
			}
		}
		return new Route(inbox, List.copyOf(names), missed);
	}

	private void route(String channel, String category, String user, Set<String> names, List<String> missed) {
		List<Target> possible = matching(channel);
		if (possible.isEmpty()) {
			missed.add(channel + ": not set up");
			return;
		}
		List<Target> taking = possible.stream().filter((target) -> target.takes(category)).toList();
		if (taking.isEmpty()) {
			missed.add(channel + ": doesn't take the category");
		}
		for (Target target : taking) {
			String obstacle = target.unreachable(user);
			if (obstacle == null) {
				names.add(target.name());
			}
			else {
				missed.add(target.name() + ": " + obstacle);
			}
		}
	}

	private List<Target> matching(String channel) {
		return this.targets.stream()
			.filter((target) -> target.name().equals(channel)
					|| channel.equals(Channel.WEBHOOK) && Channel.kind(target.name()).equals(Channel.WEBHOOK))
			.toList();
	}

}
