package io.millrace.common.security;

import java.net.InetAddress;
import java.net.UnknownHostException;

import io.millrace.common.security.key.ApiKeys;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.Environment;

/**
 * Refuses to start what would be open to everybody, or closed to everybody.
 */
final class StartCheck {

	private StartCheck() {
	}

	/**
	 * @throws InsecureStartException if anybody who reaches the port could do everything,
	 * and nobody has said that this is meant
	 */
	static void requireLoopback(Environment environment, SecurityProperties properties) {
		if (properties.allowOpen()) {
			return;
		}
		for (String property : new String[] { "server.address", "management.server.address" }) {
			String address = environment.getProperty(property);
			boolean follows = address == null && !property.startsWith("server");
			if (!follows && !isLoopback(address)) {
				throw new InsecureStartException(
						"millrace.security.mode is 'none', so everybody who reaches this service could do everything, and "
								+ property + " is "
								+ ((address != null) ? "'" + address + "', which others reach"
										: "not set: all addresses")
								+ ".",
						"Give callers keys: --millrace.security.mode=api-key, see SECURITY.md. Or listen on this machine"
								+ " only: --" + property
								+ "=127.0.0.1. Or, where something else keeps strangers away, say"
								+ " so: --millrace.security.allow-open=true");
			}
		}
	}

	private static boolean isLoopback(@Nullable String address) {
		try {
			// Without an address, the name of nothing is the loopback's.
			return address != null && !address.isBlank() && InetAddress.getByName(address).isLoopbackAddress();
		}
		catch (UnknownHostException ex) {
			return false;
		}
	}

	/**
	 * @throws InsecureStartException if nobody could ever call
	 */
	static void requireCredentials(ApiKeys keys, SecurityProperties properties) {
		if (keys.isEmpty() && !properties.jwt().isConfigured()) {
			throw new InsecureStartException("No API key is configured, so nobody could call this service.",
					"""
							Make a key and give its hash to the service:

							    key=mlr_$(openssl rand -hex 32); echo "the caller's key: $key"
							    echo "shop $(printf %s "$key" | sha256sum | cut -d' ' -f1) events:write" >> keys

							and start with --millrace.security.keys-file=keys. The scopes are events:write, dashboard:read, \
							users:act, inference:run and admin; more is in SECURITY.md. To try things out on this machine only: \
							--millrace.security.mode=none""");
		}
	}

}
