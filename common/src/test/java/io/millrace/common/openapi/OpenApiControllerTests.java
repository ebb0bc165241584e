package io.millrace.common.openapi;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

class OpenApiControllerTests {

	private static final HttpClient HTTP = HttpClient.newHttpClient();

	private static ConfigurableApplicationContext context;

	@BeforeAll
	static void start() {
		context = new SpringApplicationBuilder(Application.class).run("--server.port=0", "--server.address=127.0.0.1",
				"--millrace.security.keys[0].name=key", "--millrace.security.keys[0].hash=" + "0".repeat(64),
				"--millrace.security.keys[0].scopes=admin");
	}

	@AfterAll
	static void stop() {
		context.close();
	}

	private static HttpResponse<String> get(String path, String... headers) throws Exception {
		URI uri = URI.create("http://127.0.0.1:" + context.getEnvironment().getProperty("local.server.port") + path);
		HttpRequest.Builder request = HttpRequest.newBuilder(uri);
		if (headers.length > 0) {
			request.headers(headers);
		}
		return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
	}

	@Test
	void tellsEverybodyWhatIsOnTheClassPath() throws Exception {
		HttpResponse<String> answer = get("/v3/api-docs");
		assertThat(answer.statusCode()).isEqualTo(200);
		assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
		assertThat(answer.headers().firstValue("Cache-Control")).contains("no-cache");
		assertThat(JsonMapper.shared().readTree(answer.body()).get("paths").propertyNames())
			.containsExactly("/v3/api-docs");
	}

	@Test
	void sendsItOnceOnly() throws Exception {
		String tag = get("/v3/api-docs").headers().firstValue("ETag").orElseThrow();
		HttpResponse<String> again = get("/v3/api-docs", "If-None-Match", tag);
		assertThat(again.statusCode()).isEqualTo(304);
		assertThat(again.body()).isEmpty();
		assertThat(get("/v3/api-docs", "If-None-Match", "\"another\"").statusCode()).isEqualTo(200);
	}

	@Test
	void refusesWhatItDoesNotKnow() throws Exception {
		assertThat(get("/v3/api-docs?group=all").statusCode()).isEqualTo(400);
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
