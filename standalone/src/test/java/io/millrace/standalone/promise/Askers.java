package io.millrace.standalone.promise;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.IntStream;

import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.embedding.onnx.allminilml6v2q.AllMiniLmL6V2QuantizedEmbeddingModel;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Clients that ask for embeddings, and hold every answer against what the model says when
 * this process asks it, past all of Millrace.
 */
final class Askers {

	private static final EmbeddingModel MODEL = new AllMiniLmL6V2QuantizedEmbeddingModel(Runnable::run);

	private final Map<String, List<Float>> expected = new ConcurrentHashMap<>();

	final Queue<String> wrong = new ConcurrentLinkedQueue<>();

	final AtomicInteger answered = new AtomicInteger();

	final AtomicInteger turnedAway = new AtomicInteger();

	final AtomicInteger brokenOff = new AtomicInteger();

	final AtomicLong slowestNanos = new AtomicLong();

	private volatile boolean stopping;

	/** Whether the answer was a vector, and the right one. */
	boolean ask(ServiceProcess node, String text) throws InterruptedException {
		long start = System.nanoTime();
		try {
			HttpResponse<String> answer = node.post("/v1/embeddings", "application/json",
					"{\"model\":\"all-minilm-l6-v2\",\"input\":\"" + text + "\"}");
			this.slowestNanos.accumulateAndGet(System.nanoTime() - start, Math::max);
			return judge(text, answer);
		}
		catch (IOException ex) {
			// The node was killed: nothing was said.
			this.brokenOff.incrementAndGet();
			return false;
		}
	}

	private boolean judge(String text, HttpResponse<String> answer) {
		if (answer.statusCode() == 200) {
			this.answered.incrementAndGet();
			if (!vector(answer).equals(expected(text))) {
				this.wrong.add(text + " has another vector");
			}
			return true;
		}
		this.turnedAway.incrementAndGet();
		if (answer.statusCode() != 503 || answer.headers().firstValue("Retry-After").isEmpty()) {
			this.wrong.add(text + ": " + answer.statusCode() + " " + answer.body());
		}
		return false;
	}

	private static List<Float> vector(HttpResponse<String> answer) {
		return floats(JsonMapper.shared().readTree(answer.body()).get("data").get(0).get("embedding"));
	}

	private static List<Float> floats(JsonNode values) {
		return values.valueStream().map(JsonNode::floatValue).toList();
	}

	/** Tickets, which every node honours, and the texts whose vectors they are for. */
	Map<String, String> tickets(ServiceProcess node, int count) throws InterruptedException {
		Map<String, String> tickets = new ConcurrentHashMap<>();
		AtomicInteger number = new AtomicInteger();
		List<Thread> clients = IntStream.range(0, 8).mapToObj((client) -> Thread.ofVirtual().start(() -> {
			for (int i = number.getAndIncrement(); i < count; i = number.getAndIncrement()) {
				// As long as the model of the test reads it.
				String text = "ticket " + i + " takes a while".repeat(35);
				try {
					tickets.put(ticket(node, text), text);
				}
				catch (IOException ex) {
					this.wrong.add("No ticket for " + text + ": " + ex);
				}
				catch (InterruptedException ex) {
					Thread.currentThread().interrupt();
					return;
				}
			}
		})).toList();
		for (Thread client : clients) {
			client.join();
		}
		assertThat(tickets).hasSize(count);
		return tickets;
	}

	private static String ticket(ServiceProcess node, String text) throws IOException, InterruptedException {
		HttpResponse<String> answer = node.post("/v1/inferences", "application/json",
				"{\"operation\":\"embedding\",\"model\":\"all-minilm-l6-v2\",\"input\":\"" + text + "\"}");
		assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
		return answer.headers().firstValue("Location").orElseThrow();
	}

	/** What there is nothing for, of the tickets with their texts; the rest is right. */
	Set<String> unanswered(ServiceProcess node, Map<String, String> tickets) throws IOException, InterruptedException {
		Map<String, List<Float>> answers = new HashMap<>();
		for (String ticket : tickets.keySet()) {
			HttpResponse<String> answer = node.get(ticket);
			if (answer.statusCode() == 200) {
				answers.put(ticket, floats(JsonMapper.shared().readTree(answer.body()).get("result")));
			}
		}
		answers.forEach((ticket, vector) -> {
			if (!vector.equals(expected(Objects.requireNonNull(tickets.get(ticket))))) {
				this.wrong.add(ticket + " has another vector");
			}
		});
		Set<String> unanswered = new HashSet<>(tickets.keySet());
		unanswered.removeAll(answers.keySet());
		return unanswered;
	}

	private List<Float> expected(String text) {
		return this.expected.computeIfAbsent(text, (key) -> {
			float[] vector = MODEL.embed(key).content().vector();
			return IntStream.range(0, vector.length).mapToObj((i) -> vector[i]).toList();
		});
	}

	/** Has several clients of each node ask for the same at the same time. */
	void askAtOnce(List<ServiceProcess> nodes, int clientsOfEach, String text) throws InterruptedException {
		CountDownLatch go = new CountDownLatch(1);
		List<Thread> clients = nodes.stream()
			.flatMap((node) -> IntStream.range(0, clientsOfEach).mapToObj((i) -> Thread.ofVirtual().start(() -> {
				try {
					go.await();
					if (!ask(node, text)) {
						this.wrong.add(text + " was not answered");
					}
				}
				catch (InterruptedException ex) {
					Thread.currentThread().interrupt();
				}
			})))
			.toList();
		go.countDown();
		for (Thread client : clients) {
			client.join();
		}
	}

	/**
	 * Asks for one text after the other until it is stopped, of whatever node there is;
	 * asks again for what it didn't get.
	 */
	Thread askOn(Supplier<ServiceProcess> nodes, Supplier<String> texts) {
		return Thread.ofVirtual().start(() -> {
			try {
				while (!this.stopping) {
					String text = texts.get();
					while (!ask(nodes.get(), text)) {
						Thread.sleep(Duration.ofMillis(200));
					}
				}
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		});
	}

	void stop(List<Thread> clients) throws InterruptedException {
		this.stopping = true;
		for (Thread client : clients) {
			assertThat(client.join(Duration.ofSeconds(60))).as("What wasn't answered is, when it is asked again")
				.isTrue();
		}
	}

}
