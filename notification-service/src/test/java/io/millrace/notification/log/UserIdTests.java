package io.millrace.notification.log;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class UserIdTests {

	@ParameterizedTest
	@ValueSource(strings = { "u1", "..", "a/b", "{x}", "}", "*", "%2F", "{}", "😀", " ", "清" })
	void takesWhateverCanBePrinted(String id) {
		assertThat(UserId.fault(id)).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "a\nb", "\u0000", "\u007f", "\u0085", "\ud800", "\ude00", "a\ud83d" })
	void refusesControlCharactersAndHalves(String id) {
		assertThat(UserId.fault(id)).isNotNull();
	}

	@Test
	void countsCharacters() {
		assertThat(UserId.fault("😀".repeat(255))).isNull();
		assertThat(UserId.fault("a".repeat(256))).isEqualTo("must have 1 to 255 characters");
	}

}
