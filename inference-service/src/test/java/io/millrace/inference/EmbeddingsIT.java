package io.millrace.inference;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.millrace.inference.InferenceFixture.Answer;
import io.millrace.inference.model.Computed;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static io.millrace.inference.InferenceFixture.MODEL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Embeddings and inferences on three nodes.
 */
class EmbeddingsIT {

	private static final InferenceFixture fixture = new InferenceFixture();

	@BeforeAll
	static void start() {
		// So many may come at once; the queue has room for the texts of a Zipf run.
		String room = "--millrace.inference.queue.max-length=10000";
		String deadline = "--millrace.inference.request.deadline=60s";
		fixture.start(room, deadline).start(room, deadline).start(room, deadline);
	}

	@AfterAll
	static void stop() {
		fixture.close();
	}

	@Test
	void answersInTheShapeOfOpenAi() {
		Answer answer = fixture.embedAll(0, List.of("a red bicycle", "a blue car"));
		assertThat(answer.status()).as(answer.body()).isEqualTo(200);
		JsonNode json = answer.json();
		assertThat(json.get("object").asString()).isEqualTo("list");
		assertThat(json.get("model").asString()).isEqualTo(MODEL);
		assertThat(json.get("data").size()).isEqualTo(2);
		assertThat(json.get("data").get(1).get("index").asInt()).isEqualTo(1);
		assertThat(json.get("data").get(1).get("object").asString()).isEqualTo("embedding");
		assertThat(json.get("usage").get("prompt_tokens").asInt()).isPositive()
			.isEqualTo(json.get("usage").get("total_tokens").asInt());
		assertThat(answer.vector(0)).hasSize(384).isEqualTo(Computed.vector("a red bicycle"));
		assertThat(answer.vector(1)).isEqualTo(Computed.vector("a blue car"));
	}

	@Test
	void base64IsTheSameFloatsLowestByteFirst() {
		Answer answer = fixture.post(0, "/v1/embeddings",
				"{\"model\":\"%s\",\"input\":\"in base64\",\"encoding_format\":\"base64\"}".formatted(MODEL));
		ByteBuffer bytes = ByteBuffer
			.wrap(Base64.getDecoder().decode(answer.json().get("data").get(0).get("embedding").asString()))
			.order(ByteOrder.LITTLE_ENDIAN);
		List<Float> floats = IntStream.range(0, bytes.remaining() / 4).mapToObj((i) -> bytes.getFloat(4 * i)).toList();
		assertThat(floats).isEqualTo(Computed.vector("in base64"));
	}

	@Test
	void everyInputOfAListIsCachedByItself() {
		fixture.embed(0, "one of three");
		long before = fixture.computations();
		Answer answer = fixture.embedAll(1, List.of("two of three", "one of three", "three of three", "two of three"));
		assertThat(fixture.computations() - before).isEqualTo(2);
		assertThat(answer.header("cache-status")).startsWith("millrace; fwd=miss; stored; ttl=")
			.endsWith("; detail=\"1 of 4 hit\"");
		assertThat(answer.vector(3)).isEqualTo(answer.vector(0)).isEqualTo(Computed.vector("two of three"));
	}

	@Test
	void theSameQuestionIsAnsweredFromTheCacheByEveryNode() {
		assertThat(fixture.embed(0, "seen once").header("cache-status")).startsWith("millrace; fwd=miss; stored; ttl=");
		long before = fixture.computations();
		for (int node = 0; node < fixture.nodes(); node++) {
			Answer again = fixture.embed(node, "seen once");
			assertThat(again.header("cache-status")).matches("millrace; hit; ttl=\\d+");
			assertThat(ttl(again)).isBetween(24 * 3600L * 9 / 10 - 60, 24 * 3600L);
			assertThat(again.vector(0)).isEqualTo(Computed.vector("seen once"));
		}
		assertThat(fixture.computations()).isEqualTo(before);
	}

	private static long ttl(Answer answer) {
		return Long.parseLong(answer.header("cache-status").replaceAll(".*ttl=(\\d+).*", "$1"));
	}

	@Test
	void aThousandClientsOnThreeNodesAskTheSameAndItIsComputedOnce() throws Exception {
		long before = fixture.computations();
		long misses = fixture.sum("millrace.inference.misses");
		long others = fixture.sum("millrace.inference.collapsed") + fixture.sum("millrace.inference.hits");
		CountDownLatch go = new CountDownLatch(1);
		Set<List<Float>> vectors = new HashSet<>();
		try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
			List<Future<Answer>> answers = new ArrayList<>();
			for (int i = 0; i < 1_000; i++) {
				int node = i % fixture.nodes();
				answers.add(clients.submit(() -> {
					go.await();
					return fixture.embed(node, "what everybody asks at once");
				}));
			}
			go.countDown();
			for (Future<Answer> answer : answers) {
				assertThat(answer.get().status()).isEqualTo(200);
				vectors.add(answer.get().vector(0));
			}
		}
		assertThat(fixture.computations() - before).isEqualTo(1);
		assertThat(vectors).containsExactly(Computed.vector("what everybody asks at once"));
		assertThat(fixture.sum("millrace.inference.misses") - misses).isEqualTo(1);
		assertThat(fixture.sum("millrace.inference.collapsed") + fixture.sum("millrace.inference.hits") - others)
			.isEqualTo(999);
	}

	@Test
	void tenThousandZipfRequestsComputeEachTextOnce() throws Exception {
		List<String> texts = IntStream.range(0, 1_000).mapToObj((i) -> "product number " + i + " in the shop").toList();
		double[] cumulated = zipf(texts.size());
		Random random = new Random(7);
		long before = fixture.computations();
		Map<String, Set<List<Float>>> vectors = new ConcurrentHashMap<>();
		Semaphore atATime = new Semaphore(64);
		try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
			List<Future<?>> all = new ArrayList<>();
			for (int i = 0; i < 10_000; i++) {
				String text = texts.get(rank(cumulated, random.nextDouble()));
				int node = i % fixture.nodes();
				atATime.acquire();
				all.add(clients.submit(() -> {
					try {
						Answer answer = fixture.embed(node, text);
						assertThat(answer.status()).as(answer.body()).isEqualTo(200);
						vectors.computeIfAbsent(text, (key) -> ConcurrentHashMap.newKeySet()).add(answer.vector(0));
					}
					finally {
						atATime.release();
					}
				}));
			}
			for (Future<?> one : all) {
				one.get();
			}
		}
		assertThat(vectors).hasSizeGreaterThan(500);
		assertThat(fixture.computations() - before).isEqualTo(vectors.size());
		vectors.forEach((text, seen) -> assertThat(seen).as(text).containsExactly(Computed.vector(text)));
	}

	private static double[] zipf(int size) {
		double[] cumulated = new double[size];
		double sum = 0;
		for (int i = 0; i < size; i++) {
			sum += 1.0 / (i + 1);
			cumulated[i] = sum;
		}
		return cumulated;
	}

	private static int rank(double[] cumulated, double random) {
		double wanted = random * cumulated[cumulated.length - 1];
		int i = 0;
		while (cumulated[i] < wanted) {
			i++;
		}
		return i;
	}

	@Test
	void aCallerMayWantAnAnswerOfItsOwn() {
		fixture.embed(0, "kept for all");
		long before = fixture.computations();
		Answer noStore = fixture.embed(0, "kept for all", "Cache-Control", "no-store");
		assertThat(noStore.header("cache-status")).isEqualTo("millrace; fwd=request");
		Answer noCache = fixture.embed(0, "kept for all", "Cache-Control", "no-cache");
		assertThat(noCache.header("cache-status")).isEqualTo("millrace; fwd=request");
		assertThat(fixture.computations() - before).isEqualTo(2);
		assertThat(noCache.vector(0)).isEqualTo(noStore.vector(0)).isEqualTo(Computed.vector("kept for all"));
	}

	@Test
	void nothingIsKeptOfNoStoreAndNoCacheIsKeptForOthers() {
		fixture.embed(0, "a secret", "Cache-Control", "no-store");
		assertThat(fixture.embed(0, "a secret", "Cache-Control", "only-if-cached").status()).isEqualTo(504);
		fixture.embed(0, "no secret", "Cache-Control", "no-cache");
		assertThat(fixture.embed(0, "no secret", "Cache-Control", "only-if-cached").header("cache-status"))
			.startsWith("millrace; hit");
	}

	@Test
	void whatIsTooOldForACallerIsComputedForIt() {
		fixture.embed(0, "of some age");
		await().until(() -> !fixture.embed(0, "of some age", "Cache-Control", "max-age=0")
			.header("cache-status")
			.startsWith("millrace; hit"));
		assertThat(fixture.embed(0, "of some age", "Cache-Control", "max-age=3600").header("cache-status"))
			.startsWith("millrace; hit");
	}

	@Test
	void whatIsNotCachedIsNotComputedIfOnlyTheCacheIsWanted() {
		long before = fixture.computations();
		Answer answer = fixture.embed(0, "never asked before", "Cache-Control", "only-if-cached");
		assertThat(answer.status()).isEqualTo(504);
		assertThat(answer.code()).isEqualTo("not_cached");
		assertThat(fixture.computations()).isEqualTo(before);
	}

	@Test
	void listsItsModels() {
		JsonNode list = fixture.get(0, "/v1/models").json();
		assertThat(list.get("data").get(0).get("id").asString()).isEqualTo(MODEL);
		assertThat(fixture.get(0, "/v1/models/" + MODEL).json().get("object").asString()).isEqualTo("model");
		assertThat(fixture.get(0, "/v1/models/of/another").code()).isEqualTo("model_not_found");
	}

	@Test
	void anInferenceIsFetchedByItsTicket() {
		String body = "{\"operation\":\"embedding\",\"model\":\"%s\",\"input\":\"by ticket\"}".formatted(MODEL);
		Answer accepted = fixture.post(0, "/v1/inferences", body);
		assertThat(accepted.status()).as(accepted.body()).isEqualTo(202);
		assertThat(accepted.json().get("status").asString()).isEqualTo("pending");
		String location = accepted.header("location");
		assertThat(location).isEqualTo("/v1/inferences/" + accepted.json().get("id").asString());
		Answer fetched = fixture.get(1, location + "?wait=20s");
		assertThat(fetched.status()).as(fetched.body()).isEqualTo(200);
		assertThat(fetched.json().get("status").asString()).isEqualTo("completed");
		List<Float> vector = fetched.json().get("result").valueStream().map(JsonNode::floatValue).toList();
		assertThat(vector).isEqualTo(Computed.vector("by ticket"));
		Answer again = fixture.post(2, "/v1/inferences", body);
		assertThat(again.status()).isEqualTo(200);
		assertThat(again.header("cache-status")).startsWith("millrace; hit; ttl=");
		assertThat(again.header("location")).isEqualTo(location);
		assertThat(fixture.embed(0, "by ticket").header("cache-status")).startsWith("millrace; hit");
	}

	@Test
	void whatNobodyAskedForIsNotThere() {
		Answer answer = fixture.get(0, "/v1/inferences/" + "A".repeat(43) + "?wait=5s");
		assertThat(answer.status()).isEqualTo(404);
		assertThat(fixture.get(0, "/v1/inferences/no!id").code()).isEqualTo("invalid_id");
		assertThat(fixture.get(0, "/v1/inferences/" + "A".repeat(43) + "?wait=soon").status()).isEqualTo(400);
		assertThat(fixture.get(0, "/v1/inferences/" + "A".repeat(43) + "?wait=5h").status()).isEqualTo(400);
		assertThat(fixture.get(0, "/v1/inferences/" + "A".repeat(43) + "?watt=5s").status()).isEqualTo(400);
	}

	@Test
	void aRecordThatIsNoRequestIsSetAside() {
		long before = fixture.sum("millrace.inference.scoring.malformed");
		fixture.send("inference-requests", "no id".getBytes(StandardCharsets.UTF_8),
				"{".getBytes(StandardCharsets.UTF_8));
		await().until(() -> fixture.sum("millrace.inference.scoring.malformed") == before + 1);
		assertThat(fixture.records("inference-requests.inference.dlt")).hasSize(1)
			.allSatisfy((record) -> assertThat(record.value()).isEqualTo("{".getBytes(StandardCharsets.UTF_8)));
		assertThat(fixture.embed(0, "after a malformed one").status()).isEqualTo(200);
	}

	@Test
	void outcomesAreEventsOfThePipeline() {
		fixture.embed(0, "to be counted");
		fixture.embed(0, "to be counted");
		await().untilAsserted(() -> assertThat(fixture.records("user-events")
			.stream()
			.map((record) -> JsonMapper.shared().readTree(record.value()))
			.filter((event) -> event.get("subject").asString().equals("inference-service"))
			.filter((event) -> event.get("data").get("count").asLong() > 0)
			.filter((event) -> event.get("data").get("model").asString().equals(MODEL))
			.map((event) -> event.get("type").asString())).contains("inference.hit", "inference.miss"));
	}

	@Test
	void whatNoControllerSeesIsRefusedInBothShapes() {
		Answer method = fixture.get(0, "/v1/embeddings");
		assertThat(method.status()).isEqualTo(405);
		assertThat(method.header("allow")).isEqualTo("POST");
		assertThat(method.code()).isEqualTo("method_not_allowed");
		Answer path = fixture.post(0, "/v1/completions", "{}");
		assertThat(path.status()).isEqualTo(404);
		assertThat(path.json().path("type").asString()).endsWith("/not-found");
		assertThat(path.code()).isEqualTo("not_found");
		assertThat(path.json().path("error").path("message")).isEqualTo(path.json().path("detail"));
		Answer wall = fixture.post(0, "/v1//embeddings", "{}");
		assertThat(wall.status()).isEqualTo(400);
		assertThat(wall.json().path("detail").asString()).contains("'//'");
		assertThat(wall.code()).isEqualTo("bad_request");
	}

	@Test
	void aTextThatTheModelWouldNotReadWholeIsRefused() {
		Answer answer = fixture.embed(0, "word ".repeat(600));
		assertThat(answer.status()).as(answer.body()).isEqualTo(400);
		assertThat(answer.code()).isEqualTo("context_length_exceeded");
		assertThat(answer.json().get("error").get("type").asString()).isEqualTo("invalid_request_error");
	}

	@ParameterizedTest
	@MethodSource("badInput")
	void badInputIsAnsweredInBothShapes(String name, byte[] body, int status, String code) {
		long before = fixture.computations();
		Answer answer = fixture.post(0, "/v1/embeddings", body);
		assertThat(answer.status()).as(answer.body()).isEqualTo(status);
		JsonNode json = answer.json();
		assertThat(json.get("error").get("code").asString()).isEqualTo(code);
		assertThat(json.get("error").get("type").asString()).isEqualTo("invalid_request_error");
		assertThat(json.get("error").get("message").asString()).isNotBlank().isEqualTo(json.get("detail").asString());
		assertThat(json.get("status").asInt()).isEqualTo(status);
		assertThat(json.get("retryable").asBoolean()).isFalse();
		assertThat(answer.header("content-type")).isEqualTo("application/problem+json");
		assertThat(fixture.computations()).isEqualTo(before);
	}

	static Stream<Arguments> badInput() {
		return Stream.of(bad("nothing", "", 400, "invalid_json"), bad("no object", "[]", 400, "invalid_json"),
				bad("cut off", "{\"model\":", 400, "invalid_json"),
				bad("something behind it", input("\"a\"") + "x", 400, "invalid_json"),
				bad("a field twice", "{\"model\":\"a\",\"model\":\"b\"}", 400, "invalid_json"),
				bad("deeply nested", "{\"input\":" + "[".repeat(5_000), 400, "invalid_json"),
				Arguments.of("no UTF-8", "{\"input\":\"\u00e4\"}".getBytes(StandardCharsets.ISO_8859_1), 400,
						"invalid_json"),
				bad("an unescaped control character", input("\"a\u0001b\""), 400, "invalid_json"),
				bad("an escaped control character", input("\"a\\u0000b\""), 400, "invalid_characters"),
				bad("half a character", input("\"a\\ud800b\""), 400, "invalid_unicode"),
				bad("an empty text", input("\"\""), 400, "empty_string"),
				bad("an empty text among others", input("[\"a\",\"\"]"), 400, "empty_string"),
				bad("no text at all", input("[]"), 400, "invalid_array_length"),
				bad("too many texts", input("[" + "\"a\",".repeat(256) + "\"a\"]"), 400, "invalid_array_length"),
				bad("a text of 1 MB", input("\"" + "a".repeat(1024 * 1024) + "\""), 400, "string_above_max_length"),
				bad("a body of 3 MB", input("\"" + "a".repeat(3 * 1024 * 1024) + "\""), 413, "body_too_large"),
				bad("a number", input("7"), 400, "invalid_type"), bad("tokens", input("[1,2,3]"), 400, "invalid_type"),
				bad("an object", input("{\"a\":1}"), 400, "invalid_type"),
				bad("no input", "{\"model\":\"" + MODEL + "\"}", 400, "missing_required_parameter"),
				bad("null", input("null"), 400, "missing_required_parameter"),
				bad("no model", "{\"input\":\"a\"}", 400, "missing_required_parameter"),
				bad("a model that isn't there", "{\"model\":\"gpt-9\",\"input\":\"a\"}", 404, "model_not_found"),
				bad("a hostile model", "{\"model\":\"../%2F{}*\\n\\ud83d\\ude00\",\"input\":\"a\"}", 404,
						"model_not_found"),
				bad("a model of the wrong type", "{\"model\":7,\"input\":\"a\"}", 400, "invalid_type"),
				bad("an unknown field", "{\"model\":\"" + MODEL + "\",\"input\":\"a\",\"inptu\":1}", 400,
						"unknown_parameter"),
				bad("no such encoding", with("\"encoding_format\":\"base65\""), 400, "invalid_value"),
				bad("an encoding of the wrong type", with("\"encoding_format\":64"), 400, "invalid_type"),
				bad("other dimensions", with("\"dimensions\":385"), 400, "invalid_value"),
				bad("dimensions that are no number", with("\"dimensions\":\"384\""), 400, "invalid_value"));
	}

	private static Arguments bad(String name, String body, int status, String code) {
		return Arguments.of(name, body.getBytes(StandardCharsets.UTF_8), status, code);
	}

	private static String input(String json) {
		return "{\"model\":\"" + MODEL + "\",\"input\":" + json + "}";
	}

	private static String with(String field) {
		return "{\"model\":\"" + MODEL + "\",\"input\":\"a\"," + field + "}";
	}

}
