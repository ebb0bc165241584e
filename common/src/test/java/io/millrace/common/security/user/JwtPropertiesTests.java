package io.millrace.common.security.user;

import java.net.URI;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class JwtPropertiesTests {

	private static final String SECRET = "0123456789abcdef0123456789abcdef";

	@Test
	void refusesAShortSecret() {
		assertThatIllegalArgumentException().isThrownBy(() -> new JwtProperties(null, SECRET.substring(1), "", ""))
			.withMessageContaining("at least 32 bytes")
			.withMessageNotContaining(SECRET.substring(1));
	}

	@Test
	void refusesWhatContradictsItself() {
		URI uri = URI.create("https://id.example.com/keys");
		assertThatIllegalArgumentException().isThrownBy(() -> new JwtProperties(uri, SECRET, "", ""));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new JwtProperties(null, "", "https://id.example.com", ""));
	}

	@Test
	void neverPrintsTheSecret() {
		assertThat(new JwtProperties(null, SECRET, "", "millrace").toString()).contains("millrace")
			.doesNotContain(SECRET);
	}

}
