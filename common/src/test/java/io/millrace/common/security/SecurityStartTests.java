package io.millrace.common.security;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@ExtendWith(OutputCaptureExtension.class)
class SecurityStartTests {

	private static final String SECRET = "--millrace.security.jwt.secret=0123456789abcdef0123456789abcdef";

	private static void start(String... arguments) {
		List<String> all = new ArrayList<>(List.of("--server.port=0"));
		all.addAll(List.of(arguments));
		new SpringApplicationBuilder(Application.class).run(all.toArray(String[]::new)).close();
	}

	@Test
	void refusesToServeNobodyAndSaysHowToMakeAKey(CapturedOutput output) {
		assertThatThrownBy(() -> start("--server.address=127.0.0.1"))
			.hasRootCauseInstanceOf(InsecureStartException.class);
		assertThat(output).contains("No API key is configured").contains("key=mlr_$(openssl rand -hex 32)");
	}

	@ParameterizedTest
	@ValueSource(strings = { "--server.address=0.0.0.0", "--server.address=::", "--server.address=192.0.2.1",
			"--server.address=", "--spring.main.banner-mode=off" })
	void refusesToServeEverybody(String address, CapturedOutput output) {
		assertThatThrownBy(() -> start("--millrace.security.mode=none", address))
			.hasRootCauseInstanceOf(InsecureStartException.class);
		assertThat(output).contains("everybody who reaches this service could do everything")
			.contains("--millrace.security.allow-open=true");
	}

	@Test
	void looksAtTheManagementPortsAddressToo() {
		assertThatThrownBy(() -> start("--millrace.security.mode=none", "--server.address=127.0.0.1",
				"--management.server.port=0", "--management.server.address=0.0.0.0"))
			.hasRootCauseInstanceOf(InsecureStartException.class)
			.hasStackTraceContaining("management.server.address");
	}

	@ParameterizedTest
	@ValueSource(strings = { "127.0.0.1", "::1", "localhost" })
	void servesEverybodyOnLoopback(String address) {
		start("--millrace.security.mode=none", "--server.address=" + address);
	}

	@Test
	void servesEverybodyWhereThatIsMeant() {
		start("--millrace.security.mode=none", "--millrace.security.allow-open=true");
	}

	@Test
	void needsNoKeyWhereEndUsersCome() {
		start("--server.address=127.0.0.1", SECRET);
	}

	@Test
	void neverLogsASecretAndMakesNoPassword(CapturedOutput output) {
		start("--server.address=127.0.0.1", SECRET, "--debug");
		assertThat(output).doesNotContain("0123456789abcdef").doesNotContain("generated security password");
		assertThatThrownBy(
				() -> start("--server.address=127.0.0.1", SECRET, "--millrace.security.jwt.jwks-uri=http://x"))
			.isNotNull();
		assertThat(output).contains("only one").doesNotContain("0123456789abcdef");
	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	static class Application {

	}

}
