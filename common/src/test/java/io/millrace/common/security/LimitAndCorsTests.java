package io.millrace.common.security;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Objects;

import io.millrace.common.security.key.Scope;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

class LimitAndCorsTests {

	private static final String ORIGIN = "https://shop.example.com";

	private static final HttpClient HTTP = HttpClient.newHttpClient();

	private static ConfigurableApplicationContext context;

	@BeforeAll
	static void start() throws Exception {
		String key = "--millrace.security.keys[%d].%s=%s";
		context = new SpringApplicationBuilder(Application.class).run("--server.port=0", "--server.address=127.0.0.1",
				"--millrace.security.cors.allowed-origins=" + ORIGIN,
				"--millrace.security.limits.requests-per-second=1000000", key.formatted(0, "name", "bytes"),
				key.formatted(0, "hash", hash("mlr_bytes")), key.formatted(0, "scopes", "events:write,admin"),
				// So little that none comes back while the test runs.
				key.formatted(0, "bytes-per-second", "1B"), key.formatted(1, "name", "free"),
				key.formatted(1, "hash", hash("mlr_free")), key.formatted(1, "scopes", "events:write"));
	}

	@AfterAll
	static void stop() {
		context.close();
	}

	private static String hash(String key) throws Exception {
		return HexFormat.of()
			.formatHex(MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8)));
	}

	private static HttpRequest.Builder request() {
		String port = Objects.requireNonNull(context.getEnvironment().getProperty("local.server.port"));
		return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/echo"));
	}

	private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
		return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
	}

	private static HttpResponse<String> post(String key, HttpRequest.BodyPublisher body) throws Exception {
		return send(request().header("X-API-Key", key).header("Content-Type", "text/plain").POST(body));
	}

	@Test
	void aBodyOfUnknownLengthIsCountedAsItIsRead() throws Exception {
		byte[] body = "x".repeat(10_000).getBytes(StandardCharsets.UTF_8);
		HttpRequest.BodyPublisher chunked = HttpRequest.BodyPublishers
			.ofInputStream(() -> new java.io.ByteArrayInputStream(body));
		assertThat(post("mlr_bytes", chunked).body()).isEqualTo("10000");

		HttpResponse<String> refused = post("mlr_bytes", HttpRequest.BodyPublishers.ofString("x"));

		assertThat(refused.statusCode()).isEqualTo(429);
		assertThat(refused.body()).contains("/too-many-requests", "\"retryable\":true");
		assertThat(refused.headers().firstValueAsLong("Retry-After").orElse(0)).isBetween(9_000L, 10_000L);
		assertThat(post("mlr_free", HttpRequest.BodyPublishers.ofByteArray(body)).body()).isEqualTo("10000");
		assertThat(post("mlr_free", HttpRequest.BodyPublishers.ofByteArray(body)).body()).isEqualTo("10000");
	}

	@Test
	void pagesOfAllowedOriginsMayCall() throws Exception {
		HttpResponse<String> preflight = send(request().header("Origin", ORIGIN)
			.header("Access-Control-Request-Method", "POST")
			.header("Access-Control-Request-Headers", "authorization")
			.method("OPTIONS", HttpRequest.BodyPublishers.noBody()));
		assertThat(preflight.statusCode()).isEqualTo(200);
		assertThat(preflight.headers().firstValue("Access-Control-Allow-Origin")).contains(ORIGIN);
		assertThat(preflight.headers().firstValue("Access-Control-Allow-Credentials")).isEmpty();

		HttpResponse<String> call = send(request().header("Origin", ORIGIN)
			.headers("X-API-Key", "mlr_free", "Content-Type", "text/plain")
			.POST(HttpRequest.BodyPublishers.ofString("x")));
		assertThat(call.body()).isEqualTo("1");
		assertThat(call.headers().firstValue("Access-Control-Allow-Origin")).contains(ORIGIN);
	}

	@ParameterizedTest
	@CsvSource({ "OPTIONS, https://evil.example.com, POST, allowed-origins", "OPTIONS, null, POST, allowed-origins",
			"OPTIONS, https://shop.example.com, TRACE, this method",
			"POST, https://evil.example.com, , allowed-origins", "POST, ht tp://malformed, , allowed-origins" })
	void pagesOfOtherOriginsAreRefusedWithAProblem(String method, String origin, @Nullable String wanted, String detail)
			throws Exception {
		HttpRequest.Builder request = request().header("Origin", origin).header("X-API-Key", "mlr_free");
		if (wanted != null) {
			request.header("Access-Control-Request-Method", wanted);
		}
		HttpResponse<String> refused = send(request.method(method, HttpRequest.BodyPublishers.noBody()));
		assertThat(refused.statusCode()).isEqualTo(403);
		assertThat(refused.headers().firstValue("Content-Type")).contains("application/problem+json");
		assertThat(refused.body()).contains("/problems/forbidden", "\"retryable\":false", detail);
		assertThat(refused.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	@org.springframework.context.annotation.Import(Echo.class)
	static class Application {

		@Bean
		AccessRule echoAccess() {
			return AccessRule.scope(Scope.EVENTS_WRITE, "/echo");
		}

	}

	@RestController
	static class Echo {

		@PostMapping("/echo")
		String echo(@RequestBody byte[] body) {
			return String.valueOf(body.length);
		}

	}

}
