package io.millrace.notification.webhook;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;

import lombok.RequiredArgsConstructor;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;

/**
 * Resolves hosts, and refuses those that have an address outside of the public Internet
 * (IANA's special-purpose registries, RFC 6890). The connection is made to what this
 * returned, so a name that resolves to something else a moment later gains nothing.
 * Thread-safe.
 */
@RequiredArgsConstructor
final class AddressGuard implements DnsResolver {

	private final boolean allowPrivate;

	/** The host is none that may be connected to. */
	static final class RefusedException extends UnknownHostException {

		private static final long serialVersionUID = 1L;

		private RefusedException() {
			super("the host has a private or otherwise special address");
		}

	}

	/**
	 * Whether a host could be public, by what it says itself: it is a name, or an address
	 * that is.
	 */
	static boolean isPossible(String host) {
		try {
			return isPublic(InetAddress.ofLiteral(host.replaceAll("^\\[|]$", "")));
		}
		catch (IllegalArgumentException ex) {
			return true;
		}
	}

	@Override
	public InetAddress[] resolve(String host) throws UnknownHostException {
		InetAddress[] addresses = SystemDefaultDnsResolver.INSTANCE.resolve(host);
		if (!this.allowPrivate) {
			for (InetAddress address : addresses) {
				if (!isPublic(address)) {
					throw new RefusedException();
				}
			}
		}
		return addresses;
	}

	@Override
	public String resolveCanonicalHostname(String host) {
		// Nothing here is asked for its name.
		return host;
	}

	/**
	 * Whether an address is one of the public Internet.
	 */
	static boolean isPublic(InetAddress address) {
		byte[] bytes = address.getAddress();
		return (address instanceof Inet4Address) ? isPublic4(bytes) : isPublic6(bytes);
	}

	private static boolean isPublic4(byte[] bytes) {
		int first = bytes[0] & 0xff;
		int second = bytes[1] & 0xff;
		int third = bytes[2] & 0xff;
		return switch (first) {
			case 0, 10, 127 -> false;
			case 100 -> second < 64 || second > 127;
			case 169 -> second != 254;
			case 172 -> second < 16 || second > 31;
			case 192 -> second != 168 && !(second == 0 && (third == 0 || third == 2)) && !(second == 88 && third == 99);
			case 198 -> second != 18 && second != 19 && !(second == 51 && third == 100);
			case 203 -> !(second == 0 && third == 113);
			// Multicast, reserved, broadcast.
			default -> first < 224;
		};
	}

	/**
	 * Only what is handed out is public, 2000::/3; of that not what carries IPv4
	 * addresses (Teredo, 6to4), and what is for documentation or the protocols' own use.
	 * Java has made an IPv4 address of one that is mapped.
	 */
	private static boolean isPublic6(byte[] bytes) {
		int first = (bytes[0] & 0xff) << 8 | (bytes[1] & 0xff);
		int second = (bytes[2] & 0xff) << 8 | (bytes[3] & 0xff);
		if ((first & 0xe000) != 0x2000) {
			return false;
		}
		return switch (first) {
			case 0x2001 -> second >= 0x200 && second != 0xdb8;
			case 0x2002 -> false;
			case 0x3fff -> second > 0xfff;
			default -> true;
		};
	}

}
