package io.millrace.common.problem;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

class ProblemMappingTests {

	private static final HttpClient HTTP = HttpClient.newHttpClient();

	private static ConfigurableApplicationContext context;

	private static int port;

	@BeforeAll
	static void start() {
		context = new SpringApplicationBuilder(Application.class).run("--millrace.security.mode=none",
				"--server.port=0", "--server.address=127.0.0.1");
		port = Integer.parseInt(Objects.requireNonNull(context.getEnvironment().getProperty("local.server.port")));
	}

	@AfterAll
	static void stop() {
		context.close();
	}

	private static HttpRequest.Builder request(String path) {
		return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
	}

	private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
		return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
	}

	private static JsonNode assertProblem(HttpResponse<String> response, Problem problem, int status) {
		return assertProblem(response.statusCode(), response.headers().firstValue("Content-Type").orElse(""),
				response.body(), problem, status);
	}

	private static JsonNode assertProblem(int actual, String contentType, String body, Problem problem, int status) {
		assertThat(actual).as(body).isEqualTo(status);
		assertThat(contentType).startsWith("application/problem+json");
		JsonNode json = JsonMapper.shared().readTree(body);
		assertThat(json.propertyNames()).containsExactlyInAnyOrder("type", "title", "status", "detail", "retryable",
				"errors");
		assertThat(json.get("type").asString()).isEqualTo(problem.type());
		assertThat(json.get("title").asString()).isEqualTo(problem.title());
		assertThat(json.get("status").asInt()).isEqualTo(status);
		assertThat(json.get("detail").asString()).isNotBlank();
		assertThat(json.get("retryable").asBoolean()).isEqualTo(problem.retryable());
		assertThat(json.get("errors").isArray()).isTrue();
		return json;
	}

	@ParameterizedTest
	@EnumSource(Problem.class)
	void everyKindReachesTheCaller(Problem problem) throws Exception {
		HttpResponse<String> response = send(request("/throw?problem=" + problem));

		JsonNode json = assertProblem(response, problem, problem.status().value());
		assertThat(json.get("detail").asString()).isEqualTo("because of é");
		assertThat(json.get("errors").get(0).get("field").asString()).isEqualTo("f");
		boolean retryAfter = problem.status() == HttpStatus.TOO_MANY_REQUESTS
				|| problem.status() == HttpStatus.SERVICE_UNAVAILABLE;
		assertThat(response.headers().firstValue("Retry-After").orElse("none")).isEqualTo(retryAfter ? "3" : "none");
		assertThat(problem.retryable()).isEqualTo(retryAfter);
	}

	@ParameterizedTest
	@CsvSource({ "/nowhere, NOT_FOUND, 404", "/, NOT_FOUND, 404", "/error, NOT_FOUND, 404",
			"/number, MISSING_PARAMETER, 400", "/number?n=x, INVALID_PARAMETER, 400", "/bug, INTERNAL_ERROR, 500",
			"/strict?limit=3&limt=4, UNKNOWN_PARAMETER, 400", "/status?code=402, BAD_REQUEST, 402",
			"/status?code=415, UNSUPPORTED_MEDIA_TYPE, 415", "/status?code=503, UNAVAILABLE, 503",
			"/status?code=504, INTERNAL_ERROR, 504", "/filter?status=403, FORBIDDEN, 403",
			"/filter?status=429, TOO_MANY_REQUESTS, 429", "/filter?status=500, INTERNAL_ERROR, 500",
			"/filter?bug=1, INTERNAL_ERROR, 500", "/encoded%2Fslash, BAD_REQUEST, 400" })
	void whateverSpringOrTheServerRefusesHasTheSameShape(String path, Problem problem, int status) throws Exception {
		HttpResponse<String> response = send(request(path));

		assertProblem(response, problem, status);
		assertThat(response.body()).doesNotContain("secret");
		assertThat(response.headers().firstValue("Retry-After").isPresent()).isEqualTo(problem.retryable());
	}

	@Test
	void namesTheUnknownParameters() throws Exception {
		JsonNode json = assertProblem(send(request("/strict?limt=4&x&limit=1")), Problem.UNKNOWN_PARAMETER, 400);

		assertThat(json.get("detail").asString()).contains("limit");
		assertThat(json.get("errors").valueStream().map((error) -> error.get("field").asString()))
			.containsExactly("limt", "x");
		assertThat(send(request("/strict?limit=1&before=")).statusCode()).isEqualTo(200);
		assertThat(send(request("/strict")).statusCode()).isEqualTo(200);
	}

	@Test
	void methodsMediaTypesAndBodies() throws Exception {
		HttpResponse<String> method = send(request("/strict").DELETE());
		assertProblem(method, Problem.METHOD_NOT_ALLOWED, 405);
		assertThat(method.headers().firstValue("Allow")).isPresent();
		JsonNode mediaType = assertProblem(send(post("text/plain", "x")), Problem.UNSUPPORTED_MEDIA_TYPE, 415);
		assertThat(mediaType.get("detail").asString()).contains("text/plain");
		assertProblem(send(post("application/json", "{")), Problem.MALFORMED_BODY, 400);
		assertProblem(send(post("nonsense", "{}")), Problem.UNSUPPORTED_MEDIA_TYPE, 415);
	}

	private static HttpRequest.Builder post(String contentType, String body) {
		return request("/echo").header("Content-Type", contentType).POST(HttpRequest.BodyPublishers.ofString(body));
	}

	@Test
	void reachesWhoAcceptsSomethingElse() throws Exception {
		assertProblem(send(request("/nowhere").header("Accept", "text/html")), Problem.NOT_FOUND, 404);
		assertProblem(send(request("/throw?problem=CONFLICT").header("Accept", "text/event-stream")), Problem.CONFLICT,
				409);
		assertProblem(send(request("/json").header("Accept", "image/png")), Problem.NOT_ACCEPTABLE, 406);
		assertProblem(send(request("/filter?status=403").header("Accept", "text/html")), Problem.FORBIDDEN, 403);
	}

	@Test
	void whatIsNotHttpIsRefusedWithoutHarm() throws Exception {
		String answer = exchange("GET /a<b HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
		assertThat(answer).startsWith("HTTP/1.1 400").doesNotContain("Tomcat").doesNotContain("Exception");
		assertThat(exchange("nonsense\r\n\r\n")).startsWith("HTTP/1.1 400").doesNotContain("Tomcat");
		assertThat(send(request("/strict")).statusCode()).isEqualTo(200);
	}

	private static String exchange(String bytes) throws IOException {
		try (Socket socket = new Socket("127.0.0.1", port); InputStream in = socket.getInputStream()) {
			socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
			return new String(in.readAllBytes(), StandardCharsets.UTF_8);
		}
	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	@Import(Endpoints.class)
	static class Application {

		@Bean
		Filter failingFilter() {
			return (request, response, chain) -> {
				HttpServletRequest http = (HttpServletRequest) request;
				if (!http.getRequestURI().equals("/filter")) {
					chain.doFilter(request, response);
				}
				else if (http.getParameter("status") != null) {
					((HttpServletResponse) response).sendError(Integer.parseInt(http.getParameter("status")), "secret");
				}
				else {
					throw new IllegalStateException("secret");
				}
			};
		}

	}

	@RestController
	static class Endpoints {

		@GetMapping("/throw")
		void raise(@RequestParam Problem problem) {
			throw new ProblemException(problem, "because of é", List.of(new ProblemError("f", "d")),
					Duration.ofMillis(2_001));
		}

		@GetMapping("/number")
		int number(@RequestParam int n) {
			return n;
		}

		@GetMapping("/bug")
		void bug() {
			throw new IllegalStateException("secret");
		}

		@GetMapping("/status")
		void status(@RequestParam int code) {
			throw new ResponseStatusException(HttpStatus.valueOf(code));
		}

		@GetMapping("/strict")
		void strict(HttpServletRequest request) {
			UnknownParameters.reject(request, Set.of("limit", "before"));
		}

		@PostMapping(path = "/echo", consumes = "application/json")
		Map<String, Object> echo(@RequestBody Map<String, Object> body) {
			return body;
		}

		@GetMapping(path = "/json", produces = "application/json")
		Map<String, Object> json() {
			return Map.of();
		}

	}

}
