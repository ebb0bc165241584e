package io.millrace.notification.webhook;

import java.net.URI;
import java.util.List;
import java.util.Set;

import io.millrace.notification.channel.Channel;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Somebody who wants to be told.
 *
 * @param name names it in rules: {@code webhook:<name>}. Its position in the topic of
 * deliveries hangs on it
 * @param url where to post; https, or http where private addresses are allowed
 * @param secret what deliveries are signed with: {@code whsec_} and 24 to 64 bytes in
 * base64
 * @param previousSecret one that they are signed with as well, while the receiver changes
 * from it to the other
 * @param categories which categories it takes. Default all
 */
record Endpoint(String name, URI url, String secret, @Nullable String previousSecret,
		@DefaultValue Set<String> categories) {

	/**
	 * @throws IllegalArgumentException with what is wrong, never with a secret
	 */
	@SuppressWarnings("ConstantValue")
	Endpoint {
		if (name == null || !Channel.isName(name)) {
			throw new IllegalArgumentException(
					"A webhook endpoint's name " + Channel.NAME_RULE + "; this isn't: " + name);
		}
		if (!isPossible(url)) {
			throw new IllegalArgumentException("The webhook endpoint '" + name
					+ "' needs a url such as https://example.org/hook, without a user, a password or a fragment");
		}
		if (secret == null || !Signature.isSecret(secret)
				|| (previousSecret != null && !Signature.isSecret(previousSecret))) {
			throw new IllegalArgumentException("The webhook endpoint '" + name
					+ "' needs a secret: whsec_ and 24 to 64 bytes in base64, as \"whsec_$(openssl rand -base64 32)\" makes");
		}
		categories = Set.copyOf(categories);
	}

	private static boolean isPossible(@Nullable URI url) {
		return url != null && url.getScheme() != null
				&& (url.getScheme().equalsIgnoreCase("https") || url.getScheme().equalsIgnoreCase("http"))
				&& url.getHost() != null && url.getRawUserInfo() == null && url.getRawFragment() == null;
	}

	/** What is signed with. */
	List<String> secrets() {
		return (this.previousSecret == null) ? List.of(this.secret) : List.of(this.secret, this.previousSecret);
	}

	/** Without the secrets, and without the path, which may be one. */
	@Override
	public String toString() {
		return "Endpoint[" + this.name + ", " + this.url.getHost() + "]";
	}

}
