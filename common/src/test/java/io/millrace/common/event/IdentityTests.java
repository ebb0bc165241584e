package io.millrace.common.event;

import java.time.Instant;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class IdentityTests {

	@Test
	void isTheHashOverLengthPrefixedFields() {
		// printf '\0\0\0\2/s\0\0\0\1a\0\0\0\4\xf0\x9f\x98\x80' | sha256sum
		assertThat(Identity.of("/s", "a", "\ud83d\ude00"))
			.isEqualTo(new Identity(0x575ee0724744d900L, 0x10766e34446dfb62L));
	}

	@Test
	void dependsOnWhereOneFieldEndsAndTheNextBegins() {
		assertThat(Identity.of("/s", "a", "bc")).isNotEqualTo(Identity.of("/s", "ab", "c"));
		assertThat(Identity.of("/s", "", "a")).isNotEqualTo(Identity.of("/s", "a", ""));
		assertThat(Identity.of("/sa", "b", "c")).isNotEqualTo(Identity.of("/s", "ab", "c"));
	}

	@Test
	void ofAnEventIgnoresEverythingButSourceIdAndSubject() {
		Event event = new Event("1", "/s", "order.paid", "ann", Instant.EPOCH, new byte[0]);
		Event other = new Event("1", "/s", "order.late", "ann", Instant.MAX, new byte[1]);

		assertThat(event.identity()).isEqualTo(other.identity()).isEqualTo(Identity.of("/s", "1", "ann"));
	}

}
