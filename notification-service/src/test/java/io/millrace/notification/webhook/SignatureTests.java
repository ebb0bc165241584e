package io.millrace.notification.webhook;

import java.nio.charset.StandardCharsets;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class SignatureTests {

	private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

	private static final byte[] BODY = "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8);

	/** The example of the specification's reference implementations. */
	@Test
	void isTheSpecifications() {
		assertThat(new Signature(List.of(SECRET)).of("msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, BODY))
			.isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
	}

	@Test
	void isThereForEachSecret() {
		String other = "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
		assertThat(new Signature(List.of(other, SECRET)).of("msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, BODY))
			.endsWith(" v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
			.startsWith("v1,");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "whsec_", "whsec_AAAA", "whsec_!!!!", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw" })
	void takesNoWeakSecret(String secret) {
		assertThat(Signature.isSecret(secret)).isFalse();
	}

}
