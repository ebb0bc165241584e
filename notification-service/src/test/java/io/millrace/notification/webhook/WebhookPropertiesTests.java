package io.millrace.notification.webhook;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class WebhookPropertiesTests {

	private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

	private static WebhookProperties properties(String url, boolean allowPrivate) {
		Endpoint endpoint = new Endpoint("crm", URI.create(url), SECRET, null, Set.of());
		return new WebhookProperties(List.of(endpoint), Duration.ofSeconds(1), allowPrivate);
	}

	@ParameterizedTest
	@ValueSource(strings = { "http://example.org/", "https://127.0.0.1/", "https://[::1]:8443/x", "https://10.1.2.3" })
	void takePrivateAndPlainOnesOnlyWhereThatIsAllowed(String url) {
		assertThatIllegalArgumentException().isThrownBy(() -> properties(url, false))
			.withMessageContaining("'crm'")
			.withMessageContaining("allow-private-addresses");
		assertThatCode(() -> properties(url, true)).doesNotThrowAnyException();
	}

	@ParameterizedTest
	@ValueSource(strings = { "ftp://example.org/", "/hook", "https://user:secret@example.org/",
			"https://example.org/#x", "mailto:a@b.c" })
	void takeOnlyUrlsThatCanBePostedTo(String url) {
		assertThatIllegalArgumentException().isThrownBy(() -> properties(url, true));
	}

	@Test
	void neverTellTheSecret() {
		assertThat(properties("https://example.org/token", false).toString()).doesNotContain("whsec", "token");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new Endpoint("crm", URI.create("https://example.org"), "hush-hush", null, Set.of()))
			.withMessageContaining("needs a secret")
			.withMessageNotContaining("hush");
	}

}
