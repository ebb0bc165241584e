package io.millrace.notification.channel;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Where deliveries are sent: an endpoint, or the mail server. Thread-safe.
 */
public interface Target {

	/**
	 * As a rule names it: {@code email}, {@code webhook:<name>}. The same for as long as
	 * it is the same target; its position in the topic hangs on it.
	 */
	String name();

	/**
	 * Whether notifications of a category are for it.
	 */
	boolean takes(String category);

	/**
	 * Why it has no way to a user, or null if it has.
	 */
	@Nullable String unreachable(String user);

	/**
	 * Tries once. It may be interrupted, which must end it soon.
	 * @throws InterruptedException if it was
	 */
	Outcome send(Delivery delivery) throws InterruptedException;

	/**
	 * Knows targets as they are configured.
	 */
	@FunctionalInterface
	interface Source {

		List<Target> targets();

	}

}
