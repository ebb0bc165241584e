package io.millrace.standalone.promise;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Users who send one event after the other, each the next one when the last was accepted;
 * what is unknown or worth a retry they send again with the same id, to any node. Now and
 * then one gives up an event that was only ever refused. It keeps what was promised.
 */
final class Clients {

	private static final JsonMapper JSON = new JsonMapper();

	private static final Duration PATIENCE = Duration.ofSeconds(15);

	private final List<ServiceProcess> nodes = new CopyOnWriteArrayList<>();

	/** By user, the numbers of the events that were accepted. */
	private final Map<String, Queue<Integer>> accepted = new ConcurrentHashMap<>();

	private final Set<String> given = ConcurrentHashMap.newKeySet();

	private final Set<String> ambiguous = ConcurrentHashMap.newKeySet();

	private final Map<String, Integer> answers = new ConcurrentHashMap<>();

	private final List<Thread> users = new ArrayList<>();

	private final HttpClient http = HttpClient.newBuilder()
		.version(HttpClient.Version.HTTP_1_1)
		.connectTimeout(Duration.ofSeconds(2))
		.build();

	private volatile boolean running = true;

	/**
	 * Starts.
	 * @param perSecond how many events all users together send while nothing is wrong
	 */
	Clients(List<ServiceProcess> nodes, int users, int perSecond, long seed) {
		this.nodes.addAll(nodes);
		for (int i = 0; i < users; i++) {
			String user = "user-" + i;
			Random random = new Random(seed + i);
			this.accepted.put(user, new ConcurrentLinkedQueue<>());
			this.users.add(Thread.ofVirtual().start(() -> run(user, random, 1_000_000_000L * users / perSecond)));
		}
	}

	void add(ServiceProcess node) {
		this.nodes.add(node);
	}

	void remove(ServiceProcess node) {
		this.nodes.remove(node);
	}

	private void run(String user, Random random, long pauseNanos) {
		LockSupport.parkNanos((long) (pauseNanos * random.nextDouble()));
		for (int number = 1; this.running; number++) {
			long next = System.nanoTime() + pauseNanos;
			send(user, number, random);
			LockSupport.parkNanos(next - System.nanoTime());
		}
	}

	static String id(String user, int number) {
		return user + "/" + number;
	}

	/** Until it is accepted, or given up. */
	private void send(String user, int number, Random random) {
		String id = id(user, number);
		boolean onlyRefused = true;
		while (true) {
			String status = attempt(user, id, random);
			this.answers.merge(status, 1, Integer::sum);
			switch (status) {
				case "committed", "held" -> {
					java.util.Objects.requireNonNull(this.accepted.get(user)).add(number);
					return;
				}
				case "rejected" -> {
					if (onlyRefused && (this.given.isEmpty() || random.nextInt(10) == 0)) {
						this.given.add(id);
						return;
					}
				}
				default -> {
					onlyRefused = false;
					this.ambiguous.add(id);
				}
			}
			LockSupport.parkNanos(Duration.ofMillis(50 + random.nextInt(200)).toNanos());
		}
	}

	private String attempt(String user, String id, Random random) {
		ServiceProcess node = this.nodes.get(random.nextInt(this.nodes.size()));
		String event = "{\"id\":\"" + id + "\",\"source\":\"/edge\",\"type\":\"edge.step\",\"subject\":\"" + user
				+ "\"}";
		try {
			HttpResponse<String> answer = this.http
				.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + node.port() + "/v1/events"))
					.header("Content-Type", "application/json")
					.timeout(PATIENCE)
					.POST(HttpRequest.BodyPublishers.ofString(event))
					.build(), HttpResponse.BodyHandlers.ofString());
			JsonNode result = JSON.readTree(answer.body()).path("results").path(0);
			// Without results nothing of the body was taken.
			return result.isMissingNode() ? "rejected" : result.get("status").asString();
		}
		catch (IOException ex) {
			return "cut off";
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return "cut off";
		}
	}

	/** Returns when every event that was begun is accepted or given up. */
	void finish() throws InterruptedException {
		this.running = false;
		for (Thread user : this.users) {
			user.join();
		}
		this.http.close();
	}

	Map<String, Queue<Integer>> accepted() {
		return this.accepted;
	}

	/** Events that were only ever refused, and that nobody sends any more. */
	Set<String> given() {
		return this.given;
	}

	/** Events of which a client was once not told what became of them. */
	Set<String> ambiguous() {
		return this.ambiguous;
	}

	/** How often something was answered. */
	int answers(String status) {
		return this.answers.getOrDefault(status, 0);
	}

	@Override
	public String toString() {
		return new java.util.TreeMap<>(this.answers).toString();
	}

}
