package io.millrace.inference;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.errors.BadRequestException;
import com.openai.errors.InternalServerException;
import com.openai.errors.NotFoundException;
import com.openai.errors.OpenAIServiceException;
import com.openai.models.embeddings.CreateEmbeddingResponse;
import com.openai.models.embeddings.Embedding;
import com.openai.models.embeddings.EmbeddingCreateParams;
import com.openai.models.models.Model;
import io.millrace.inference.InferenceFixture.Answer;
import io.millrace.inference.model.Computed;
import io.millrace.inference.model.openai.ScriptedServer;
import io.millrace.inference.model.openai.ScriptedServer.Reply;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

/**
 * OpenAI's own clients, as they come, against the service; behind it the built-in model
 * and, as {@code remote}, a server that speaks OpenAI's protocol itself.
 */
@DisabledIfSystemProperty(named = "millrace.backends", matches = "containers",
		disabledReason = "What clients see doesn't depend on where the backends run")
class OpenAiClientsIT {

	private static final String MODEL = InferenceFixture.MODEL;

	private static final String REMOTE = "remote";

	/**
	 * A queue is seen to have emptied after a commit, and after the next look at it: on a
	 * slow machine some seconds.
	 */
	private static final int RETRIES = 20;

	private static final String CHAT = "{\"choices\":[{\"index\":0,\"finish_reason\":\"stop\","
			+ "\"message\":{\"role\":\"assistant\",\"content\":\"Good morning\"}}],\"usage\":{\"total_tokens\":12}}";

	private static final CountDownLatch released = new CountDownLatch(1);

	private static final ConcurrentHashMap<String, AtomicInteger> asked = new ConcurrentHashMap<>();

	private static final ScriptedServer server = new ScriptedServer(OpenAiClientsIT::reply);

	private static final InferenceFixture fixture = new InferenceFixture();

	/** Does what the text says. */
	private static Reply reply(ScriptedServer.Request request) {
		if (request.path().contains("/chat/completions")) {
			return Reply.of(200, CHAT);
		}
		List<String> texts = request.body().path("input").valueStream().map(JsonNode::asString).toList();
		int times = texts.stream()
			.mapToInt((text) -> asked.computeIfAbsent(text, (key) -> new AtomicInteger()).incrementAndGet())
			.max()
			.orElse(0);
		if (texts.stream().anyMatch((text) -> text.startsWith("busy")) && times <= 2) {
			return Reply.of(503, "{}", "Retry-After: 1");
		}
		if (texts.contains("too long")) {
			return Reply.of(400,
					"{\"error\":{\"message\":\"At most 8192 tokens\",\"code\":\"context_length_exceeded\"}}");
		}
		if (texts.stream().anyMatch((text) -> text.startsWith("held"))) {
			return (out, end) -> {
				released.await();
				Reply.of(200, vectors(texts)).write(out, end);
			};
		}
		return Reply.of(200, vectors(texts));
	}

	private static String vectors(List<String> texts) {
		return "{\"data\":[" + String.join(",",
				IntStream.range(0, texts.size())
					.mapToObj((i) -> "{\"index\":" + i + ",\"embedding\":[0.5," + texts.get(i).length() + "]}")
					.toList())
				+ "]}";
	}

	@BeforeAll
	static void start() {
		String[] models = { "--millrace.inference.models[0].name=" + MODEL,
				"--millrace.inference.models[0].type=minilm", "--millrace.inference.models[1].name=" + REMOTE,
				"--millrace.inference.models[1].type=openai", "--millrace.inference.models[1].url=" + server.url(),
				"--millrace.inference.models[1].api-key=sk-remote" };
		fixture.start(models);
		String[] narrow = Arrays.copyOf(models, models.length + 1);
		narrow[models.length] = "--millrace.inference.queue.max-length=5";
		fixture.start(narrow);
	}

	@AfterAll
	static void stop() {
		released.countDown();
		fixture.close();
		server.close();
	}

	private static OpenAIClient client(int node) {
		return OpenAIOkHttpClient.builder()
			.baseUrl("http://127.0.0.1:" + fixture.port(node) + "/v1")
			.apiKey("none")
			.maxRetries(RETRIES)
			.timeout(Duration.ofMinutes(2))
			.build();
	}

	private static CreateEmbeddingResponse embed(int node, EmbeddingCreateParams.Builder params) {
		OpenAIClient client = client(node);
		try {
			return client.embeddings().create(params.build());
		}
		finally {
			client.close();
		}
	}

	private static EmbeddingCreateParams.Builder params(String model, String text) {
		return EmbeddingCreateParams.builder().model(model).input(text);
	}

	private static <T extends OpenAIServiceException> T failure(Class<T> type, EmbeddingCreateParams.Builder params) {
		T failure = catchThrowableOfType(type, () -> embed(0, params));
		assertThat(failure).isNotNull();
		return failure;
	}

	@Test
	void javaEmbedsAText() {
		CreateEmbeddingResponse response = embed(0, params(MODEL, "a red bicycle").user("somebody"));

		assertThat(response.model()).isEqualTo(MODEL);
		assertThat(response.data()).hasSize(1);
		assertThat(response.data().getFirst().embedding()).isEqualTo(Computed.vector("a red bicycle"));
		assertThat(response.usage().promptTokens()).isPositive().isEqualTo(response.usage().totalTokens());
	}

	@Test
	void javaEmbedsAList() {
		List<String> texts = List.of("a red bicycle", "a blue car", "Grüße 🌊");

		CreateEmbeddingResponse response = embed(0,
				EmbeddingCreateParams.builder().model(MODEL).inputOfArrayOfStrings(texts));

		assertThat(response.data()).extracting(Embedding::index).containsExactly(0L, 1L, 2L);
		assertThat(response.data()).extracting(Embedding::embedding)
			.containsExactlyElementsOf(texts.stream().map(Computed::vector).toList());
	}

	@Test
	void javaReadsEitherEncoding() {
		Embedding floats = embed(0,
				params(MODEL, "in two ways").encodingFormat(EmbeddingCreateParams.EncodingFormat.FLOAT))
			.data()
			.getFirst();
		Embedding base64 = embed(0,
				params(MODEL, "in two ways").encodingFormat(EmbeddingCreateParams.EncodingFormat.BASE64))
			.data()
			.getFirst();

		assertThat(floats.embeddingValue().isFloats()).isTrue();
		assertThat(Base64.getDecoder().decode(base64.embeddingValue().asBase64())).hasSize(384 * Float.BYTES);
		assertThat(base64.embedding()).isEqualTo(floats.embedding()).isEqualTo(Computed.vector("in two ways"));
		assertThat(embed(0, params(MODEL, "in two ways")).data().getFirst().embeddingValue().isBase64()).isTrue();
	}

	@Test
	void javaTakesDimensionsThatTheModelHas() {
		assertThat(embed(0, params(MODEL, "of a size").dimensions(384)).data().getFirst().embedding()).hasSize(384);
		BadRequestException failure = failure(BadRequestException.class, params(MODEL, "of a size").dimensions(256));
		assertThat(failure.param()).contains("dimensions");
	}

	@Test
	void javaFindsTheModels() {
		OpenAIClient client = client(0);

		assertThat(client.models().list().data()).extracting(Model::id).containsExactly(MODEL, REMOTE);
		assertThat(client.models().retrieve(REMOTE).ownedBy()).isEqualTo("millrace");
		NotFoundException failure = catchThrowableOfType(NotFoundException.class,
				() -> client.models().retrieve("no-such-model"));
		assertThat(failure.code()).contains("model_not_found");
		client.close();
	}

	@Test
	void javaIsToldWhatIsWrong() {
		NotFoundException unknown = failure(NotFoundException.class, params("no-such-model", "a"));
		assertThat(unknown.code()).contains("model_not_found");
		assertThat(unknown.param()).contains("model");
		assertThat(unknown.type()).contains("invalid_request_error");

		BadRequestException empty = failure(BadRequestException.class, params(MODEL, ""));
		assertThat(empty.code()).contains("empty_string");
		assertThat(empty.param()).contains("input");
		assertThat(empty.getMessage()).contains("The input is an empty text");

		BadRequestException tokens = failure(BadRequestException.class,
				EmbeddingCreateParams.builder().model(MODEL).inputOfArrayOfTokens(List.of(1L, 2L)));
		assertThat(tokens.code()).contains("invalid_type");

		BadRequestException refused = failure(BadRequestException.class, params(REMOTE, "too long"));
		assertThat(refused.code()).contains("context_length_exceeded");
		assertThat(refused.getMessage()).contains("At most 8192 tokens");
	}

	@Test
	void javaComesBackToAModelThatWasAway() {
		assertThat(embed(0, params(REMOTE, "busy for Java")).data().getFirst().embedding()).containsExactly(0.5F, 13F);
		// Twice the service asked and was refused; the third time it was asked by the
		// client.
		assertThat(asked.get("busy for Java")).hasValue(3);
		assertThat(embed(0, params(REMOTE, "busy for Java")).data().getFirst().embedding()).containsExactly(0.5F, 13F);
		assertThat(asked.get("busy for Java")).hasValue(3);
	}

	@Test
	void javaIsToldThatAModelIsAwayIfItMayNotComeBack() {
		OpenAIClient impatient = client(0).withOptions((options) -> options.maxRetries(0));

		InternalServerException failure = catchThrowableOfType(InternalServerException.class,
				() -> impatient.embeddings().create(params(REMOTE, "busy for one who won't wait").build()));

		assertThat(failure.statusCode()).isEqualTo(503);
		assertThat(failure.headers().values("Retry-After")).containsExactly("1");
		assertThat(failure.type()).contains("server_error");
		impatient.close();
	}

	@Test
	void javaComesBackToAFullQueue() throws Exception {
		// How fast the queue moves is what the time to come back is told from.
		embed(0, EmbeddingCreateParams.builder().model(REMOTE).inputOfArrayOfStrings(texts("quick", 200)));
		// Each another text, as the same would be asked for once; until the queue is seen
		// to be full.
		AtomicInteger number = new AtomicInteger();
		await().until(() -> fixture
			.post(1, "/v1/inferences", inference("embedding", "\"held " + number.incrementAndGet() + '"'))
			.status() == 429);
		long refused = fixture.sum("millrace.inference.queue.refused");

		FutureTask<CreateEmbeddingResponse> answer = new FutureTask<>(() -> embed(1, params(REMOTE, "comes back")));
		Thread.ofVirtual().start(answer);
		await().until(() -> fixture.sum("millrace.inference.queue.refused") > refused);
		released.countDown();

		assertThat(answer.get(3, TimeUnit.MINUTES).data().getFirst().embedding()).containsExactly(0.5F, 10F);
	}

	private static List<String> texts(String prefix, int count) {
		return IntStream.range(0, count).mapToObj((i) -> prefix + " " + i).toList();
	}

	private static String inference(String operation, String input) {
		return "{\"operation\":\"%s\",\"model\":\"%s\",\"input\":%s}".formatted(operation, REMOTE, input);
	}

	@Test
	void aChatIsComputedOnceAndKeptAsTheServerAnsweredIt() {
		String chat = inference("chat", "[{\"role\":\"user\",\"content\":\"Good morning?\"}]");
		long before = fixture.computations();

		Answer pending = fixture.post(0, "/v1/inferences", chat);
		Answer done = fixture.get(1, pending.header("location") + "?wait=20s");
		Answer again = fixture.post(1, "/v1/inferences", chat);

		assertThat(pending.status()).isEqualTo(202);
		assertThat(done.json().path("result").path("choices").path(0).path("message").path("content").asString())
			.isEqualTo("Good morning");
		assertThat(done.json().path("usage").path("totalTokens").asInt()).isEqualTo(12);
		assertThat(again.status()).isEqualTo(200);
		assertThat(again.json().path("result")).isEqualTo(done.json().path("result"));
		assertThat(fixture.computations() - before).isOne();
	}

	@Test
	void javaScriptUnderstandsTheSame(@TempDir Path folder) throws Exception {
		NpmClient client = NpmClient.install(folder);

		JsonNode seen = client.run("client.mjs", "http://127.0.0.1:" + fixture.port(0) + "/v1");

		assertThat(vector(seen.path("single").path(0))).isEqualTo(Computed.vector("a red bicycle"));
		assertThat(vector(seen.path("list").path(0))).isEqualTo(Computed.vector("a red bicycle"));
		assertThat(vector(seen.path("list").path(1))).isEqualTo(Computed.vector("a blue car"));
		assertThat(seen.path("floats")).hasSize(1);
		assertThat(vector(seen.path("floats").path(0))).isEqualTo(Computed.vector("a red bicycle"));
		assertThat(seen.path("usage").path("prompt_tokens").asInt()).isPositive();
		assertThat(seen.path("cacheStatus").asString()).startsWith("millrace; hit; ttl=");
		assertThat(seen.path("models").valueStream().map(JsonNode::asString)).containsExactly(MODEL, REMOTE);
		assertThat(seen.path("retrieved").asString()).isEqualTo("millrace");
		assertThat(vector(seen.path("busy").path(0))).containsExactly(0.5F, 19F);
		assertThat(asked.get("busy for JavaScript")).hasValue(3);
		assertThat(seen.path("unknown").toString())
			.isEqualTo("{\"name\":\"NotFoundError\",\"status\":404,\"code\":\"model_not_found\","
					+ "\"param\":\"model\",\"type\":\"invalid_request_error\"}");
		assertThat(seen.path("empty").toString())
			.isEqualTo("{\"name\":\"BadRequestError\",\"status\":400,\"code\":\"empty_string\","
					+ "\"param\":\"input\",\"type\":\"invalid_request_error\"}");
		assertThat(seen.path("noModel").path("name").asString()).isEqualTo("NotFoundError");
	}

	private static List<Float> vector(JsonNode values) {
		return values.valueStream().map(JsonNode::floatValue).toList();
	}

}
