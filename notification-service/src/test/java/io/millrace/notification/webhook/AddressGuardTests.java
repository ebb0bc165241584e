package io.millrace.notification.webhook;

import java.net.InetAddress;
import java.net.UnknownHostException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class AddressGuardTests {

	@ParameterizedTest
	@ValueSource(strings = { "0.0.0.0", "0.1.2.3", "10.0.0.1", "100.64.0.1", "100.127.255.255", "127.0.0.1",
			"127.255.255.254", "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.8", "192.0.2.1",
			"192.88.99.1", "192.168.1.1", "198.18.0.1", "198.19.255.255", "198.51.100.1", "203.0.113.1", "224.0.0.1",
			"239.255.255.255", "240.0.0.1", "255.255.255.255", "::", "::1", "::ffff:127.0.0.1", "::ffff:8.8.8.8%",
			"::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::1", "100::1", "2001::1", "2001:db8::1", "2002:7f00:1::1",
			"3fff::1", "fc00::1", "fd12:3456::1", "fe80::1", "fec0::1", "ff02::1", "5f00::1" })
	void refusesWhatIsNotPublic(String address) {
		String literal = address.replace("8.8.8.8%", "10.1.2.3");
		assertThat(AddressGuard.isPublic(InetAddress.ofLiteral(literal))).isFalse();
		assertThat(AddressGuard.isPossible(literal)).isFalse();
		assertThat(AddressGuard.isPossible("[" + literal + "]")).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "1.1.1.1", "100.63.255.255", "100.128.0.1", "172.15.0.1", "172.32.0.1", "192.0.1.1",
			"198.17.0.1", "198.20.0.1", "223.255.255.255", "2001:4860:4860::8888", "2606:4700:4700::1111",
			"::ffff:8.8.8.8" })
	void takesWhatIsPublic(String address) {
		assertThat(AddressGuard.isPublic(InetAddress.ofLiteral(address))).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "localhost", "127.0.0.1", "127.1", "2130706433", "0x7f.0.0.1" })
	void refusesNamesAndSpellingsOfPrivateAddresses(String host) {
		assertThatExceptionOfType(UnknownHostException.class).isThrownBy(() -> new AddressGuard(false).resolve(host));
	}

	@Test
	void takesThemWhereTheyAreAllowed() throws Exception {
		assertThat(new AddressGuard(true).resolve("127.0.0.1")).containsExactly(InetAddress.ofLiteral("127.0.0.1"));
	}

}
