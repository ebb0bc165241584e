package io.millrace.notification.log;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Pattern;

import io.millrace.common.event.Identity;

/**
 * Ids of notifications. They follow from the event, the rule and the recipient, so that
 * deciding the same event again comes to the same notification and not to a second one.
 */
public final class ItemId {

	private static final int BYTES = 16;

	private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{22}");

	private ItemId() {
	}

	/**
	 * The first 128 bits of a SHA-256 over the event's identity, the rule's name and the
	 * recipient, the texts with their lengths in front; as 22 characters that can stand
	 * in a URL.
	 */
	public static String of(Identity event, String rule, String recipient) {
		MessageDigest digest = sha256();
		digest.update(ByteBuffer.allocate(2 * Long.BYTES).putLong(event.high()).putLong(event.low()).flip());
		update(digest, rule);
		update(digest, recipient);
		return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(digest.digest(), BYTES));
	}

	/**
	 * The same of notifications that tell of several events, which have the collapse key
	 * in common and not the identity.
	 */
	public static String collapsed(String collapseKey, String rule, String recipient) {
		MessageDigest digest = sha256();
		update(digest, "collapsed");
		update(digest, collapseKey);
		update(digest, rule);
		update(digest, recipient);
		return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(digest.digest(), BYTES));
	}

	/**
	 * The id of what an event brings to somebody by another channel than the inbox: of
	 * each event another, also where they update one notification.
	 * @param target where it is sent
	 */
	public static String delivery(Identity event, String rule, String recipient, String target) {
		MessageDigest digest = sha256();
		update(digest, "delivery");
		update(digest, of(event, rule, recipient));
		update(digest, target);
		return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(digest.digest(), BYTES));
	}

	/**
	 * The id of what a broadcast brings to somebody.
	 */
	public static String broadcast(String broadcast, String recipient) {
		MessageDigest digest = sha256();
		update(digest, "broadcast");
		update(digest, broadcast);
		update(digest, recipient);
		return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(digest.digest(), BYTES));
	}

	/**
	 * Whether a text has the form of an id at all.
	 */
	public static boolean isPossible(String text) {
		return FORM.matcher(text).matches();
	}

	private static void update(MessageDigest digest, String field) {
		byte[] utf8 = field.getBytes(StandardCharsets.UTF_8);
		digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(utf8.length).flip());
		digest.update(utf8);
	}

	private static MessageDigest sha256() {
		try {
			return MessageDigest.getInstance("SHA-256");
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("every Java has SHA-256", ex);
		}
	}

}
