package io.millrace.inference.model.openai;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.inference.model.InvalidTaskException;
import io.millrace.inference.model.Model;
import io.millrace.inference.model.ModelsProperties;
import io.millrace.inference.model.Task;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

class OpenAiServerFactoryTests {

	private static final JsonMapper JSON = new JsonMapper();

	private static final String URL = "https://models.example.com/v1";

	private static Model model(String name, @Nullable String url, @Nullable String key, @Nullable String remoteName,
			Map<String, String> settings) {
		return new OpenAiServerFactory(Clock.systemUTC()).create(new ModelsProperties.Definition(name, "openai",
				(url != null) ? URI.create(url) : null, key, remoteName, Duration.ofSeconds(1), settings),
				new SimpleMeterRegistry().counter("computations"));
	}

	private static String digest(String name, String url, @Nullable String key, @Nullable String remoteName,
			Map<String, String> settings) {
		try (Model model = model(name, url, key, remoteName, settings)) {
			return model.digest();
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Test
	void digestTellsWhatAnswersAndNothingElse() {
		String digest = digest("small", URL, null, null, Map.of());

		assertThat(digest).matches("openai:[0-9a-f]{64}")
			.isEqualTo(digest("small", URL + "/", "sk-1", "small", Map.of()))
			.isEqualTo(digest("other", URL, " ", "small", Map.of("encoding", "base64", "parallel", "9")));
		assertThat(Stream.of(digest, digest("small", "https://other.example.com/v1", null, null, Map.of()),
				digest("small", URL, null, "large", Map.of()),
				digest("small", URL, null, null, Map.of("revision", "2026-11"))))
			.doesNotHaveDuplicates();
	}

	@ParameterizedTest
	@MethodSource
	void refusesADefinition(String property, @Nullable String url, @Nullable String key, Map<String, String> settings) {
		assertThatIllegalArgumentException().isThrownBy(() -> model("small", url, key, null, settings))
			.withMessageStartingWith("millrace.inference.models[*]." + property + " of small ")
			.satisfies((ex) -> assertThat(ex.toString()).doesNotContain("secret"));
	}

	static Stream<Arguments> refusesADefinition() {
		return Stream.of(arguments("url", null, null, Map.of()), arguments("url", "ftp://host/v1", null, Map.of()),
				arguments("url", "/v1", null, Map.of()), arguments("url", "http:///v1", null, Map.of()),
				arguments("url", "https://user:secret@host/v1", null, Map.of()),
				arguments("url", "https://host/v1?key=secret", null, Map.of()),
				arguments("url", "https://host/v1#secret", null, Map.of()),
				arguments("api-key", URL, "secret\n", Map.of()), arguments("api-key", URL, "secret ü", Map.of()),
				arguments("settings", URL, null, Map.of("enconding", "float")),
				arguments("settings.encoding", URL, null, Map.of("encoding", "int8")),
				arguments("settings.parallel", URL, null, Map.of("parallel", "0")),
				arguments("settings.parallel", URL, null, Map.of("parallel", "257")),
				arguments("settings.parallel", URL, null, Map.of("parallel", "many")));
	}

	private static Task task(String operation, String input, String parameters) {
		return new Task(operation, JSON.readTree(input), (ObjectNode) JSON.readTree(parameters));
	}

	@ParameterizedTest
	@MethodSource
	void takesATask(String operation, String input, String parameters) {
		assertThatNoException()
			.isThrownBy(() -> model("small", URL, null, null, Map.of()).check(task(operation, input, parameters)));
	}

	static Stream<Arguments> takesATask() {
		String messages = "[{\"role\":\"user\",\"content\":\"a\"}]";
		return Stream.of(arguments("embedding", "\"a\"", "{}"),
				arguments("embedding", "\" \"", "{\"dimensions\":1,\"truncate\":true}"),
				arguments("chat", messages, "{}"),
				arguments("chat", messages,
						"{\"stream\":false,\"n\":1,\"temperature\":0,\"top_p\":1,\"max_tokens\":null,\"seed\":1}"),
				arguments("chat", "[{\"role\":\"assistant\",\"tool_calls\":[]}]", "{\"max_completion_tokens\":1}"));
	}

	@ParameterizedTest
	@MethodSource
	void refusesATask(String operation, String input, String parameters, String param, String code) {
		assertThatExceptionOfType(InvalidTaskException.class)
			.isThrownBy(() -> model("small", URL, null, null, Map.of()).check(task(operation, input, parameters)))
			.satisfies((ex) -> assertThat(ex.param()).isEqualTo(param))
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(code));
	}

	static Stream<Arguments> refusesATask() {
		String messages = "[{\"role\":\"user\",\"content\":\"a\"}]";
		return Stream.of(arguments("embedding", "\"\"", "{}", "input", "empty_string"),
				arguments("embedding", "[1,2]", "{}", "input", "invalid_type"),
				arguments("embedding", "null", "{}", "input", "invalid_type"),
				arguments("embedding", "\"a\"", "{\"dimensions\":0}", "dimensions", "invalid_value"),
				arguments("embedding", "\"a\"", "{\"dimensions\":1.5}", "dimensions", "invalid_value"),
				arguments("embedding", "\"a\"", "{\"dimensions\":\"2\"}", "dimensions", "invalid_value"),
				arguments("embedding", "\"a\"", "{\"dimensions\":18446744073709551617}", "dimensions", "invalid_value"),
				arguments("embedding", "\"a\"", "{\"model\":\"b\"}", "model", "unknown_parameter"),
				arguments("embedding", "\"a\"", "{\"input\":\"b\"}", "input", "unknown_parameter"),
				arguments("embedding", "\"a\"", "{\"encoding_format\":\"float\"}", "encoding_format",
						"unknown_parameter"),
				arguments("chat", "\"a\"", "{}", "input", "invalid_type"),
				arguments("chat", "[]", "{}", "input", "invalid_type"),
				arguments("chat", "{}", "{}", "input", "invalid_type"),
				arguments("chat", "[\"a\"]", "{}", "input", "invalid_type"),
				arguments("chat", "[{\"content\":\"a\"}]", "{}", "input", "invalid_type"),
				arguments("chat", "[{\"role\":1}]", "{}", "input", "invalid_type"),
				arguments("chat", messages, "{\"stream\":true}", "stream", "unsupported_value"),
				arguments("chat", messages, "{\"stream\":\"no\"}", "stream", "unsupported_value"),
				arguments("chat", messages, "{\"messages\":[]}", "messages", "unknown_parameter"),
				arguments("chat", messages, "{\"n\":129}", "n", "invalid_value"),
				arguments("chat", messages, "{\"max_tokens\":0}", "max_tokens", "invalid_value"),
				arguments("chat", messages, "{\"max_completion_tokens\":-1}", "max_completion_tokens", "invalid_value"),
				arguments("chat", messages, "{\"temperature\":-0.1}", "temperature", "invalid_value"),
				arguments("chat", messages, "{\"temperature\":\"hot\"}", "temperature", "invalid_value"),
				arguments("chat", messages, "{\"top_p\":1.1}", "top_p", "invalid_value"));
	}

}
