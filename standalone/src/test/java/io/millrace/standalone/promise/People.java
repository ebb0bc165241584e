package io.millrace.standalone.promise;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * People who look at their inboxes and do all kinds of things with what they see, at any
 * node, while nodes come and go. What they are shown is kept, and what they were told was
 * done.
 */
final class People implements AutoCloseable {

	private static final JsonMapper JSON = new JsonMapper();

	private static final long PAUSE_MILLIS = 100;

	private static final int PEOPLE = 4;

	/** So often each deed is done at least. */
	private static final int OFTEN = 2;

	private static final Duration PATIENCE = Duration.ofSeconds(120);

	private final Samples samples;

	private final Scenario scenario;

	private final List<ServiceProcess> nodes;

	/** What was acknowledged, as {@link InboxHistory#done(String, String, String)} is. */
	private final Map<List<String>, Integer> done = new ConcurrentHashMap<>();

	/** How often something was answered, or was cut off. */
	private final Map<String, Integer> answers = new ConcurrentHashMap<>();

	private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

	private final List<Future<?>> people = new ArrayList<>();

	private volatile boolean running = true;

	/**
	 * Starts.
	 * @param nodes those that are there to be asked, at any time
	 */
	People(Scenario scenario, List<ServiceProcess> nodes, Samples samples) {
		this.scenario = scenario;
		this.nodes = nodes;
		this.samples = samples;
		for (int i = 0; i < PEOPLE; i++) {
			Random random = new Random(i);
			this.people.add(this.threads.submit(() -> {
				while (this.running) {
					look(random);
					Thread.sleep(random.nextLong(2 * PAUSE_MILLIS));
				}
				return null;
			}));
		}
	}

	private void look(Random random) throws InterruptedException {
		String user = this.scenario.traffic.anybody(random);
		try {
			ServiceProcess node = ServiceProcess.any(this.nodes, random);
			HttpResponse<String> answer = node.get(InboxView.path(user));
			if (answer.statusCode() == 200) {
				InboxView view = this.samples.page(user, JSON.readTree(answer.body()));
				if (!view.items().isEmpty()) {
					act(node, user, view.items().get(random.nextInt(view.items().size())).id(), random);
				}
			}
			else {
				count("list " + answer.statusCode());
			}
		}
		catch (IOException ex) {
			count("cut off");
		}
	}

	private void act(ServiceProcess node, String user, String id, Random random)
			throws IOException, InterruptedException {
		Deed deed = Deed.any(random);
		String path = deed.path(user, id);
		HttpResponse<String> answer = (deed == Deed.DELETE) ? node.delete(path)
				: node.post(path, "application/json", deed.body(random));
		count(deed.op + " " + answer.statusCode());
		if (answer.statusCode() == 200) {
			JsonNode told = JSON.readTree(answer.body());
			this.samples.badge(user, told);
		}
		if (answer.statusCode() == 200 || answer.statusCode() == 202) {
			this.done.merge(List.of(deed.op, user, deed.isOfAll() ? "" : id), 1, Integer::sum);
		}
	}

	private void count(String what) {
		this.answers.merge(what, 1, Integer::sum);
	}

	/**
	 * Returns when everything was done that can be, and nobody does anything any more.
	 * Fails if somebody saw what can't be.
	 */
	void finish() throws Exception {
		await("people have done everything").atMost(PATIENCE)
			.until(() -> Stream.of(Deed.values())
				.allMatch((deed) -> this.answers.getOrDefault(deed.op + " 200", 0) >= OFTEN)
					|| this.people.stream().anyMatch(Future::isDone));
		this.running = false;
		for (Future<?> person : this.people) {
			person.get();
		}
	}

	/** What was said to be done is in the log. */
	void assertDone(InboxHistory history) {
		this.done.forEach((what, times) -> assertThat(history.done(what.get(0), what.get(1), what.get(2)))
			.as("%s, which was acknowledged", what)
			.isGreaterThanOrEqualTo(times));
	}

	/** How often something was answered. */
	@Override
	public String toString() {
		return this.samples.count() + " answers about inboxes; " + new java.util.TreeMap<>(this.answers);
	}

	@Override
	public void close() {
		this.running = false;
		this.threads.close();
	}

}
