package io.millrace.dashboard.signin;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.millrace.dashboard.Installation;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Signing in as browsers do, with two nodes and one Redis.
 */
class SignInIT {

	private static final String KEY = "mlr_" + "r".repeat(64);

	private static final String EVENTS_KEY = "mlr_" + "w".repeat(64);

	private static final Pattern CSRF = Pattern.compile("name=\"_csrf\" value=\"([^\"]+)\"");

	@TempDir
	private static Path directory;

	private static Path keys;

	private static Installation one;

	private static ConfigurableApplicationContext another;

	private final HttpClient http = HttpClient.newHttpClient();

	/** The browser's. */
	private final Map<String, String> cookies = new TreeMap<>();

	@BeforeAll
	static void start() throws Exception {
		keys = directory.resolve("keys");
		writeKeys(KEY);
		one = new Installation("millrace.security.keys-file=" + keys);
		another = one.run();
	}

	@AfterAll
	static void stop() {
		another.close();
		one.close();
	}

	private static void writeKeys(String reader) throws Exception {
		Files.writeString(keys,
				"people " + hash(reader) + " dashboard:read\nshop " + hash(EVENTS_KEY) + " events:write\n");
	}

	private static String hash(String key) throws Exception {
		return HexFormat.of()
			.formatHex(MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8)));
	}

	@BeforeEach
	void forgetCookies() {
		this.cookies.clear();
	}

	private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
		if (!this.cookies.isEmpty()) {
			request.header("Cookie",
					this.cookies.entrySet()
						.stream()
						.map((cookie) -> cookie.getKey() + "=" + cookie.getValue())
						.collect(Collectors.joining("; ")));
		}
		HttpResponse<String> response = this.http.send(request.build(), HttpResponse.BodyHandlers.ofString());
		for (String cookie : response.headers().allValues("Set-Cookie")) {
			assertThat(cookie).contains("HttpOnly", "SameSite=Strict", "Path=/");
			String[] pair = cookie.substring(0, cookie.indexOf(';')).split("=", 2);
			this.cookies.put(pair[0], pair[1]);
			this.cookies.values().removeIf(String::isEmpty);
		}
		return response;
	}

	private HttpResponse<String> get(URI uri) throws Exception {
		return send(HttpRequest.newBuilder(uri).header("Accept", "text/html,application/xhtml+xml,*/*;q=0.8"));
	}

	private HttpResponse<String> post(String path, String form) throws Exception {
		return send(HttpRequest.newBuilder(one.uri(path))
			.header("Content-Type", "application/x-www-form-urlencoded")
			.POST(HttpRequest.BodyPublishers.ofString(form)));
	}

	private String csrf(String path) throws Exception {
		Matcher csrf = CSRF.matcher(get(one.uri(path)).body());
		assertThat(csrf.find()).isTrue();
		return "_csrf=" + URLEncoder.encode(csrf.group(1), StandardCharsets.UTF_8);
	}

	private HttpResponse<String> signIn(String key) throws Exception {
		return post("/sign-in", csrf("/sign-in") + "&key=" + key);
	}

	private int status(URI uri) throws Exception {
		return get(uri).statusCode();
	}

	@Test
	void sendsPeopleToThePageWhereTheySignIn() throws Exception {
		HttpResponse<String> page = get(one.uri("/"));
		assertThat(page.statusCode()).isEqualTo(303);
		assertThat(page.headers().firstValue("Location")).contains("/sign-in");
		HttpResponse<String> form = get(one.uri("/sign-in"));
		assertThat(form.statusCode()).isEqualTo(200);
		assertThat(form.headers().firstValue("Content-Security-Policy").orElse("")).contains("default-src 'none'",
				"form-action 'self'");
		assertThat(form.headers().firstValue("Cache-Control")).contains("no-store");
		// Whoever only looks needs no session.
		assertThat(this.cookies).containsOnlyKeys("millrace_csrf");
		HttpResponse<String> api = send(HttpRequest.newBuilder(one.uri("/v1/pipeline")));
		assertThat(api.statusCode()).isEqualTo(401);
		assertThat(api.headers().firstValue("Content-Security-Policy")).isPresent();
	}

	@Test
	void aSessionIsKnownToEveryNodeAndSurvivesARestart() throws Exception {
		HttpResponse<String> answer = signIn(KEY);
		assertThat(answer.statusCode()).isEqualTo(303);
		assertThat(answer.headers().firstValue("Location")).contains("/");
		assertThat(this.cookies).containsKey("millrace_session");

		assertThat(status(one.uri("/"))).isEqualTo(200);
		assertThat(status(Installation.uri(another, "/v1/pipeline"))).isEqualTo(200);
		assertThat(get(Installation.uri(another, "/page/settings.json")).body()).contains("\"signedInAs\":\"people\"");
		another.close();
		another = one.run();
		assertThat(status(Installation.uri(another, "/v1/pipeline"))).isEqualTo(200);
		assertThat(one.redis().keys("millrace:session:*")).isNotEmpty();
		assertThat(one.redis().keys("*")).noneMatch((key) -> key.contains(KEY));
	}

	@Test
	void signingOutEndsItEverywhere() throws Exception {
		signIn(KEY);
		String session = this.cookies.get("millrace_session");

		assertThat(post("/sign-out", "").statusCode()).isEqualTo(403);
		assertThat(status(one.uri("/v1/pipeline"))).isEqualTo(200);
		HttpResponse<String> answer = post("/sign-out", csrf("/sign-out"));

		assertThat(answer.statusCode()).isEqualTo(303);
		assertThat(answer.headers().firstValue("Location")).contains("/sign-in");
		assertThat(this.cookies).as(answer.headers().toString()).doesNotContainKey("millrace_session");
		this.cookies.put("millrace_session", session);
		assertThat(status(Installation.uri(another, "/v1/pipeline"))).isEqualTo(303);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "mlr_unknown", "%3Cscript%3E" })
	void letsNobodyInWithAnUnknownKey(String key) throws Exception {
		HttpResponse<String> answer = signIn(key);

		assertThat(answer.statusCode()).isEqualTo(401);
		assertThat(answer.body()).contains("role=\"alert\">The key is not known").doesNotContain("<script");
		assertThat(this.cookies).doesNotContainKey("millrace_session");
	}

	@Test
	void letsNobodyInWithAKeyForSomethingElse() throws Exception {
		HttpResponse<String> answer = signIn(EVENTS_KEY);

		assertThat(answer.statusCode()).isEqualTo(403);
		assertThat(answer.body()).contains("role=\"alert\">This key may not").doesNotContain(EVENTS_KEY);
		assertThat(this.cookies).doesNotContainKey("millrace_session");
	}

	@Test
	void refusesFormsOfOtherSites() throws Exception {
		assertThat(post("/sign-in", "key=" + KEY).statusCode()).isEqualTo(403);
		String own = csrf("/sign-in");
		assertThat(post("/sign-in", "_csrf=forged&key=" + KEY).statusCode()).isEqualTo(403);
		this.cookies.clear();
		assertThat(post("/sign-in", own + "&key=" + KEY).statusCode()).isEqualTo(403);
		assertThat(this.cookies).doesNotContainKey("millrace_session");
	}

	@Test
	void anIdThatSomebodyElseKnowsIsNotTaken() throws Exception {
		signIn(KEY);
		String first = this.cookies.get("millrace_session");

		signIn(KEY);

		assertThat(this.cookies.get("millrace_session")).isNotEqualTo(first);
		this.cookies.put("millrace_session", first);
		assertThat(status(one.uri("/v1/pipeline"))).isEqualTo(303);
	}

	@Test
	void aSessionEndsWithItsKey() throws Exception {
		signIn(KEY);
		assertThat(status(one.uri("/v1/pipeline"))).isEqualTo(200);
		try {
			writeKeys("mlr_" + "n".repeat(64));
			await().atMost(Installation.SOON).until(() -> status(one.uri("/v1/pipeline")) == 303);
			await().atMost(Installation.SOON).until(() -> status(Installation.uri(another, "/v1/pipeline")) == 303);
		}
		finally {
			writeKeys(KEY);
		}
		await().atMost(Installation.SOON).until(() -> status(one.uri("/v1/pipeline")) == 200);
		await().atMost(Installation.SOON).until(() -> status(Installation.uri(another, "/v1/pipeline")) == 200);
	}

}
