package io.millrace.inference.model.openai;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.inference.model.Answer;
import io.millrace.inference.model.Model;
import io.millrace.inference.model.ModelUnavailableException;
import io.millrace.inference.model.ModelsProperties;
import io.millrace.inference.model.Task;
import io.millrace.inference.model.openai.ScriptedServer.Reply;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * A model of a server, with one that does what it is told to, and all that can go wrong.
 */
@Timeout(60)
class OpenAiServerTests {

	private static final JsonMapper JSON = new JsonMapper();

	private static final String KEY = "sk-much-of-a-secret";

	private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-22T10:00:00Z"), ZoneOffset.UTC);

	private static final String VECTOR = "{\"object\":\"list\",\"data\":[{\"index\":0,\"embedding\":[0.25,-1.5]}],"
			+ "\"usage\":{\"prompt_tokens\":3,\"total_tokens\":3}}";

	private static final String MESSAGE = "{\"id\":\"chat-1\",\"choices\":[{\"index\":0,\"finish_reason\":\"length\","
			+ "\"message\":{\"role\":\"assistant\",\"content\":\"Grüße\"}}],\"usage\":{\"total_tokens\":12}}";

	private final Counter computations = new SimpleMeterRegistry().counter("computations");

	private final List<AutoCloseable> open = new ArrayList<>();

	@AfterEach
	void closeAll() throws Exception {
		for (AutoCloseable each : this.open.reversed()) {
			each.close();
		}
	}

	private ScriptedServer server(Reply... replies) {
		return opened(ScriptedServer.of(replies));
	}

	private <T extends AutoCloseable> T opened(T closeable) {
		this.open.add(closeable);
		return closeable;
	}

	private Model model(URI url) {
		return model(url, Duration.ofSeconds(20), Map.of());
	}

	private Model model(URI url, Duration timeout, Map<String, String> settings) {
		return opened(new OpenAiServerFactory(CLOCK).create(new ModelsProperties.Definition("small", "openai", url, KEY,
				"text-embedding-3-small", timeout, settings), this.computations));
	}

	private static List<Task> texts(String... texts) {
		return Arrays.stream(texts).map(Task::embedding).toList();
	}

	private static Task chat(String content) {
		return new Task(Task.CHAT,
				JSON.createArrayNode().add(JSON.createObjectNode().put("role", "user").put("content", content)),
				JSON.createObjectNode().put("temperature", 0));
	}

	private static Answer.Vector vector(Answer answer) {
		assertThat(answer).isInstanceOf(Answer.Vector.class);
		return (Answer.Vector) answer;
	}

	private static ModelUnavailableException unavailable(Model model, Task... tasks) {
		ModelUnavailableException failure = catchThrowableOfType(ModelUnavailableException.class,
				() -> model.compute(List.of(tasks)));
		assertThat(failure).isNotNull();
		for (Throwable each = failure; each != null; each = each.getCause()) {
			assertThat(each.toString()).doesNotContain(KEY);
		}
		return failure;
	}

	@Test
	void asksForTextsWithEqualParametersTogether() {
		ScriptedServer server = server(
				Reply.of(200,
						"{\"data\":[{\"index\":0,\"embedding\":[1]},"
								+ "{\"index\":1,\"embedding\":[2]}],\"usage\":{\"prompt_tokens\":9}}"),
				Reply.of(200, VECTOR));
		ObjectNode parameters = JSON.createObjectNode().put("dimensions", 2);

		List<Answer> answers = model(server.url())
			.compute(List.of(Task.embedding("ab"), Task.embedding("x", parameters), Task.embedding("abcd")));

		assertThat(answers).extracting((answer) -> vector(answer).values())
			.containsExactly(new float[] { 1 }, new float[] { 0.25F, -1.5F }, new float[] { 2 });
		assertThat(answers).extracting((answer) -> vector(answer).tokens()).containsExactly(3, 3, 6);
		assertThat(server.requests()).extracting((request) -> request.body().toString())
			.containsExactly("{\"model\":\"text-embedding-3-small\",\"input\":[\"ab\",\"abcd\"]}",
					"{\"dimensions\":2,\"model\":\"text-embedding-3-small\",\"input\":[\"x\"]}");
		assertThat(this.computations.count()).isEqualTo(3);
	}

	@Test
	void asksWithItsKeyAndWithoutOfferingAnotherProtocol() {
		ScriptedServer server = server(Reply.of(200, VECTOR));

		model(URI.create(server.url() + "/")).compute(texts("a"));

		ScriptedServer.Request request = server.requests().getFirst();
		assertThat(request.path()).isEqualTo("POST /v1/embeddings HTTP/1.1");
		assertThat(request.headers()).containsEntry("authorization", "Bearer " + KEY)
			.containsEntry("content-type", "application/json")
			.doesNotContainKeys("upgrade", "http2-settings");
	}

	@Test
	void readsVectorsInEitherForm() {
		byte[] bytes = Answer.Vector.of(new float[] { 0.25F, -1.5F }, 0).bytes();
		ScriptedServer server = server(Reply.of(200, VECTOR),
				Reply.of(200, VECTOR.replace("[0.25,-1.5]", '"' + Base64.getEncoder().encodeToString(bytes) + '"')));
		Model model = model(server.url(), Duration.ofSeconds(20), Map.of("encoding", "base64"));

		assertThat(vector(model.compute(texts("a")).getFirst()).bytes()).isEqualTo(bytes);
		assertThat(vector(model.compute(texts("a")).getFirst()).bytes()).isEqualTo(bytes);
		assertThat(server.requests())
			.allSatisfy((request) -> assertThat(request.body().path("encoding_format").asString()).isEqualTo("base64"));
	}

	@ParameterizedTest
	@MethodSource
	void putsVectorsInOrder(String data) {
		ScriptedServer server = server(Reply.of(200, "{\"data\":" + data + "}"));

		assertThat(model(server.url()).compute(texts("a", "b"))).extracting((answer) -> vector(answer).values()[0])
			.containsExactly(1F, 2F);
		assertThat(server.requests()).hasSize(1);
	}

	static Stream<String> putsVectorsInOrder() {
		return Stream.of("[{\"index\":1,\"embedding\":[2]},{\"index\":0,\"embedding\":[1]}]",
				"[{\"embedding\":[1]},{\"index\":1,\"embedding\":[2]}]",
				"[{\"index\":null,\"embedding\":[1]},{\"embedding\":[2]}]");
	}

	@Test
	void keepsTheWholeAnswerOfAChat() {
		ScriptedServer server = server(Reply.of(200, MESSAGE));

		Answer.Document answer = (Answer.Document) model(server.url()).compute(List.of(chat("Hallo?"))).getFirst();

		assertThat(JSON.readTree(answer.json())).isEqualTo(JSON.readTree(MESSAGE));
		assertThat(answer.tokens()).isEqualTo(12);
		ScriptedServer.Request request = server.requests().getFirst();
		assertThat(request.path()).isEqualTo("POST /v1/chat/completions HTTP/1.1");
		assertThat(request.body().toString()).isEqualTo("{\"temperature\":0,\"model\":\"text-embedding-3-small\","
				+ "\"messages\":[{\"role\":\"user\",\"content\":\"Hallo?\"}]}");
		assertThat(this.computations.count()).isOne();
	}

	@Test
	void asksForChatsAtOnceAndKeepsTheirOrder() {
		// None is answered before all have come.
		CyclicBarrier all = new CyclicBarrier(3);
		ScriptedServer server = opened(new ScriptedServer((request) -> {
			try {
				all.await(20, TimeUnit.SECONDS);
			}
			catch (InterruptedException | BrokenBarrierException | TimeoutException ex) {
				return Reply.of(400, "{}");
			}
			String content = request.body().path("messages").path(0).path("content").asString();
			return Reply.of(200, MESSAGE.replace("Grüße", content));
		}));

		List<Answer> answers = model(server.url(), Duration.ofSeconds(30), Map.of("parallel", "3"))
			.compute(List.of(chat("one"), chat("two"), chat("three")));

		assertThat(answers)
			.extracting((answer) -> JSON.readTree(((Answer.Document) answer).json())
				.path("choices")
				.path(0)
				.path("message")
				.path("content")
				.asString())
			.containsExactly("one", "two", "three");
		assertThat(this.computations.count()).isEqualTo(3);
	}

	@ParameterizedTest(name = "{0} {1}")
	@MethodSource
	void isRefused(int status, String body, String code, String message) {
		ScriptedServer server = server(Reply.of(status, body));
		Model model = model(server.url());

		assertThat(model.compute(texts("a"))).containsExactly(new Answer.Refused(code, message));
		assertThat(model.compute(List.of(chat("a")))).containsExactly(new Answer.Refused(code, message));
		assertThat(server.requests()).hasSize(2);
		assertThat(this.computations.count()).isZero();
	}

	static Stream<Arguments> isRefused() {
		return Stream.of(
				// OpenAI
				arguments(400,
						"{\"error\":{\"message\":\"Too long\",\"type\":\"invalid_request_error\","
								+ "\"param\":null,\"code\":\"context_length_exceeded\"}}",
						"context_length_exceeded", "Too long"),
				arguments(404,
						"{\"error\":{\"message\":\"No such model\",\"type\":\"invalid_request_error\","
								+ "\"code\":\"model_not_found\"}}",
						"model_not_found", "No such model"),
				// llama.cpp
				arguments(400,
						"{\"error\":{\"code\":400,\"message\":\"Too big\",\"type\":\"exceed_context_size_error\"}}",
						"exceed_context_size_error", "Too big"),
				// Ollama
				arguments(404, "{\"error\":\"model 'x' not found, try pulling it first\"}", "model_not_found",
						"model 'x' not found, try pulling it first"),
				// vLLM, earlier
				arguments(400,
						"{\"object\":\"error\",\"message\":\"Too long\",\"type\":\"BadRequestError\",\"code\":400}",
						"BadRequestError", "Too long"),
				// Text Embeddings Inference
				arguments(413, "{\"error\":\"Input must have less than 512 tokens\",\"error_type\":\"Validation\"}",
						"Validation", "Input must have less than 512 tokens"),
				// FastAPI
				arguments(422, "{\"detail\":[{\"loc\":[\"body\",\"input\"]}]}", "invalid_request_error",
						"[{\"loc\":[\"body\",\"input\"]}]"),
				// a proxy
				arguments(413, "<html>", "input_too_large", "The model's server answers 413"),
				arguments(400, "", "invalid_request_error", "The model's server answers 400"),
				arguments(400, "{\"error\":{\"message\":null,\"code\":\"not a code\"}}", "invalid_request_error",
						"The model's server answers 400"),
				// what must not be passed on
				arguments(400, "{\"error\":{\"message\":\"" + KEY + "\\r\\nis short of money\"}}",
						"invalid_request_error", "*** is short of money"),
				arguments(400, "{\"error\":{\"message\":\"" + "x".repeat(5000) + "\"}}", "invalid_request_error",
						"x".repeat(500) + " …"));
	}

	@Test
	void findsOutWhichOfSeveralIsRefused() {
		ScriptedServer server = opened(new ScriptedServer((request) -> {
			JsonNode input = request.body().path("input");
			return input.valueStream().anyMatch((text) -> text.asString().equals("bad"))
					? Reply.of(400, "{\"error\":{\"message\":\"One is bad\",\"code\":\"bad\"}}")
					: Reply.of(200, VECTOR.replace("0.25", Integer.toString(input.get(0).asString().length())));
		}));

		List<Answer> answers = model(server.url()).compute(texts("a", "bad", "abc"));

		assertThat(vector(answers.get(0)).values()).containsExactly(1, -1.5F);
		assertThat(answers.get(1)).isEqualTo(new Answer.Refused("bad", "One is bad"));
		assertThat(vector(answers.get(2)).values()).containsExactly(3, -1.5F);
		assertThat(server.requests()).hasSize(4);
		assertThat(this.computations.count()).isEqualTo(2);
	}

	@Test
	void anUnknownModelIsNotLookedForOneByOne() {
		ScriptedServer server = server(Reply.of(404, "{}"));

		assertThat(model(server.url()).compute(texts("a", "b"))).hasSize(2).hasOnlyElementsOfType(Answer.Refused.class);
		assertThat(server.requests()).hasSize(1);
	}

	@Test
	void refusesDimensionsThatTheServerIgnores() {
		ScriptedServer server = server(Reply.of(200, VECTOR));

		assertThat(model(server.url())
			.compute(List.of(Task.embedding("a", JSON.createObjectNode().put("dimensions", 256)))))
			.containsExactly(new Answer.Refused("unsupported_dimensions",
					"The model's server answers 2 dimensions where 256 were asked for"));
		assertThat(this.computations.count()).isZero();
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("passing")
	void asksOnceMore(String what, Reply reply) {
		ScriptedServer server = server(reply, Reply.of(200, VECTOR));

		assertThat(vector(model(server.url()).compute(texts("a")).getFirst()).values()).containsExactly(0.25F, -1.5F);
		assertThat(server.requests()).hasSize(2);
		assertThat(this.computations.count()).isOne();
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("passing")
	void isUnavailableAfterTheSecondTime(String what, Reply reply) {
		ScriptedServer server = server(reply);

		assertThat(unavailable(model(server.url()), Task.embedding("a"))).hasMessageStartingWith("The server of small ")
			.hasMessageContaining(what);
		assertThat(server.requests()).hasSize(2);
		assertThat(this.computations.count()).isZero();
	}

	static Stream<Arguments> passing() {
		String head = "HTTP/1.1 200 OK\r\nConnection: close\r\n";
		return Stream.of(arguments("answers 408", Reply.of(408, "{}")), arguments("answers 409", Reply.of(409, "{}")),
				arguments("answers 425", Reply.of(425, "{}")),
				arguments("answers 429", Reply.of(429, "{\"error\":{\"code\":\"rate_limit_exceeded\"}}")),
				arguments("answers 500", Reply.of(500, "")), arguments("answers 502", Reply.of(502, "<html>")),
				arguments("answers 503", Reply.of(503, "{}")), arguments("answers 204", Reply.of(204, "")),
				arguments("can't be asked", Reply.raw("")), arguments("can't be asked", Reply.raw("what?\r\n\r\n")),
				arguments("can't be asked", Reply.raw(head + "Content-Length: 5000\r\n\r\n" + VECTOR)),
				arguments("can't be asked",
						Reply.raw(head + "Transfer-Encoding: chunked\r\n\r\n40\r\n" + VECTOR.substring(0, 40))),
				arguments("can't be asked", tooLong(head)),
				arguments("is not the JSON", Reply.raw(head + "\r\n" + VECTOR.substring(0, 40))),
				arguments("is not the JSON", Reply.of(200, "<html>")),
				arguments("0 vectors to 1 texts", Reply.of(200, "")),
				arguments("is not the JSON", Reply.of(200, VECTOR + "}")),
				arguments("is not the JSON", Reply.of(200, VECTOR.replace("0.25", "NaN"))),
				arguments("0 vectors to 1 texts", Reply.of(200, "{\"error\":{\"message\":\"overloaded\"}}")),
				arguments("0 vectors to 1 texts", Reply.of(200, "{\"data\":[]}")),
				arguments("2 vectors to 1 texts",
						Reply.of(200, "{\"data\":[{\"embedding\":[1]},{\"index\":1,\"embedding\":[2]}]}")),
				arguments("indexes", Reply.of(200, VECTOR.replace("\"index\":0", "\"index\":1"))),
				arguments("indexes", Reply.of(200, VECTOR.replace("\"index\":0", "\"index\":-1"))),
				arguments("indexes", Reply.of(200, VECTOR.replace("\"index\":0", "\"index\":\"0\""))),
				arguments("no number", Reply.of(200, VECTOR.replace("0.25", "null"))),
				arguments("no number", Reply.of(200, VECTOR.replace("0.25", "\"0.25\""))),
				arguments("no number", Reply.of(200, VECTOR.replace("0.25", "1e39"))),
				arguments("no number", Reply.of(200, VECTOR.replace("[0.25,-1.5]", "\"AADAfw==\""))),
				arguments("is none", Reply.of(200, VECTOR.replace("[0.25,-1.5]", "\"AADA\""))),
				arguments("is none", Reply.of(200, VECTOR.replace("[0.25,-1.5]", "[]"))),
				arguments("is none", Reply.of(200, VECTOR.replace("[0.25,-1.5]", "null"))),
				arguments("base64", Reply.of(200, VECTOR.replace("[0.25,-1.5]", "\"*\""))));
	}

	/** It never ends. */
	private static Reply tooLong(String head) {
		byte[] chunk = ("10000\r\n" + " ".repeat(0x10000) + "\r\n").getBytes(StandardCharsets.UTF_8);
		return (out, end) -> {
			out.write((head + "Transfer-Encoding: chunked\r\n\r\n").getBytes(StandardCharsets.UTF_8));
			while (end.getCount() > 0) {
				out.write(chunk);
			}
		};
	}

	@ParameterizedTest
	@MethodSource
	void isUnavailableIfVectorsOfABatchAreMixedUp(String what, String data) {
		ScriptedServer server = server(Reply.of(200, "{\"data\":" + data + "}"));

		assertThat(unavailable(model(server.url()), Task.embedding("a"), Task.embedding("b")))
			.hasMessageContaining(what);
		assertThat(server.requests()).hasSize(2);
	}

	static Stream<Arguments> isUnavailableIfVectorsOfABatchAreMixedUp() {
		return Stream.of(arguments("indexes", "[{\"index\":0,\"embedding\":[1]},{\"index\":0,\"embedding\":[2]}]"),
				arguments("indexes", "[{\"index\":1,\"embedding\":[1]},{\"index\":2,\"embedding\":[2]}]"),
				arguments("indexes", "[{\"index\":1,\"embedding\":[1]},{\"embedding\":[2]}]"),
				arguments("different lengths", "[{\"index\":0,\"embedding\":[1]},{\"index\":1,\"embedding\":[2,3]}]"),
				arguments("1 vectors to 2 texts", "[{\"index\":0,\"embedding\":[1]}]"));
	}

	@ParameterizedTest
	@MethodSource
	void isUnavailableWithoutAMessageInAChat(String body) {
		ScriptedServer server = server(Reply.of(200, body));

		assertThat(unavailable(model(server.url()), chat("a"), chat("b"))).hasMessageContaining("answered no message");
		assertThat(server.requests()).hasSize(4);
		assertThat(this.computations.count()).isZero();
	}

	static Stream<String> isUnavailableWithoutAMessageInAChat() {
		return Stream.of("{}", "[]", "{\"choices\":[]}", "{\"choices\":[{\"message\":null}]}",
				"{\"choices\":{\"message\":\"a\"}}", "{\"error\":{\"message\":\"overloaded\"}}");
	}

	@Test
	void isUnavailableIfNobodyIsThere() throws IOException {
		int port;
		try (ServerSocket socket = new ServerSocket(0)) {
			port = socket.getLocalPort();
		}

		assertThat(unavailable(model(URI.create("http://127.0.0.1:" + port + "/v1")), Task.embedding("a")))
			.hasMessage("The server of small can't be asked: java.net.ConnectException");
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource
	void waitsNoLongerThanItMay(String what, Reply reply) {
		ScriptedServer server = server(reply);
		Model model = model(server.url(), Duration.ofMillis(300), Map.of());

		assertThat(unavailable(model, Task.embedding("a"))).hasMessageContaining("has not answered within PT0.3S");
		assertThat(unavailable(model, chat("a"))).hasMessageContaining("has not answered within PT0.3S");
		assertThat(server.requests()).hasSize(2);
		assertThat(this.computations.count()).isZero();
	}

	static Stream<Arguments> waitsNoLongerThanItMay() {
		String head = "HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n";
		return Stream.of(arguments("nothing comes", Reply.raw("").thenHang()),
				arguments("the head doesn't end", Reply.raw(head.substring(0, 30)).thenHang()),
				arguments("the body doesn't come", Reply.raw(head).thenHang()),
				arguments("the body doesn't end", Reply.raw(head + VECTOR).thenHang()),
				arguments("it drips", (Reply) (out, end) -> {
					out.write(head.getBytes(StandardCharsets.UTF_8));
					while (!end.await(20, TimeUnit.MILLISECONDS)) {
						out.write(' ');
						out.flush();
					}
				}));
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource
	void saysWhenItWantsToBeAskedAgain(String header, @Nullable Duration retryAfter, int requests) {
		ScriptedServer server = server(Reply.of(429, "{}", header));

		assertThat(unavailable(model(server.url()), Task.embedding("a")).retryAfter()).isEqualTo(retryAfter);
		assertThat(server.requests()).hasSize(requests);
	}

	static Stream<Arguments> saysWhenItWantsToBeAskedAgain() {
		return Stream.of(arguments("Retry-After: 60", Duration.ofMinutes(1), 1),
				arguments("Retry-After: 0", Duration.ZERO, 2),
				arguments("Retry-After: Sun, 22 Nov 2026 10:02:00 GMT", Duration.ofMinutes(2), 1),
				arguments("Retry-After: Fri, 31 Dec 9999 23:59:59 GMT", Duration.ofHours(1), 1),
				arguments("Retry-After: Sun, 22 Nov 2026 09:59:00 GMT", null, 2),
				arguments("Retry-After: soon", null, 2), arguments("Retry-After: -5", null, 2),
				arguments("Retry-After: 99999999999999999999", null, 2),
				arguments("Retry-After: 9\r\nretry-after-ms: 30", Duration.ofMillis(30), 2),
				arguments("X: y", null, 2));
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource
	void namesThePropertyThatIsWrong(int status, String property) {
		ScriptedServer elsewhere = server(Reply.of(200, VECTOR));
		ScriptedServer server = server(Reply.of(status, "{\"error\":{\"message\":\"Incorrect API key " + KEY + "\"}}",
				"Location: " + elsewhere.url() + "/embeddings"));

		assertThat(unavailable(model(server.url()), Task.embedding("a")))
			.hasMessageStartingWith("The server of small answers " + status + ": millrace.inference.models[*]."
					+ property + " of small ")
			.extracting(ModelUnavailableException::retryAfter)
			.isNull();
		assertThat(server.requests()).hasSize(1);
		assertThat(elsewhere.requests()).isEmpty();
	}

	static Stream<Arguments> namesThePropertyThatIsWrong() {
		return Stream.of(arguments(401, "api-key"), arguments(403, "api-key"), arguments(301, "url"),
				arguments(302, "url"), arguments(307, "url"), arguments(308, "url"), arguments(405, "url"),
				arguments(402, "url"));
	}

	@Test
	void doesNotNeedTheCommonPool() {
		CountDownLatch done = new CountDownLatch(1);
		CountDownLatch busy = new CountDownLatch(ForkJoinPool.commonPool().getParallelism());
		for (long i = busy.getCount(); i > 0; i--) {
			ForkJoinPool.commonPool().execute(() -> {
				busy.countDown();
				try {
					done.await();
				}
				catch (InterruptedException ex) {
					Thread.currentThread().interrupt();
				}
			});
		}
		try {
			assertThat(busy.await(20, TimeUnit.SECONDS)).isTrue();
			ScriptedServer server = server(Reply.of(200, VECTOR));

			assertThat(model(server.url()).compute(texts("a"))).hasOnlyElementsOfType(Answer.Vector.class);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
		finally {
			done.countDown();
		}
	}

	@Test
	void givesUpWhenInterrupted() {
		ScriptedServer server = server(Reply.raw("").thenHang());
		Model model = model(server.url());
		Thread.currentThread().interrupt();

		assertThatExceptionOfType(ModelUnavailableException.class).isThrownBy(() -> model.compute(texts("a")));
		assertThat(Thread.interrupted()).isTrue();
	}

}
