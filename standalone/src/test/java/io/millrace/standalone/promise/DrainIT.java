package io.millrace.standalone.promise;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What SIGTERM does: an ingest node takes nothing more and answers what it took; a
 * consumer finishes its batch, commits and leaves its group.
 */
class DrainIT {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private static final int OPEN = 20;

	private static final int SIGTERM = 128 + 15;

	private static final Pattern ID = Pattern.compile("\"id\":\"(drain-\\d+)\"");

	private final AtomicInteger ids = new AtomicInteger();

	private String nextId() {
		return "drain-" + this.ids.incrementAndGet();
	}

	private static String event(String id) {
		return "{\"id\":\"" + id + "\",\"type\":\"t\",\"subject\":\"ann\"}";
	}

	@Test
	void whatAnIngestNodeHasTakenIsAnsweredAndWhatWasAnsweredIsInKafka() throws Exception {
		try (Scenario scenario = new Scenario(5)) {
			Drained drained = drain(scenario, Map.of());

			assertThat(drained.answers()).hasSize(OPEN).allMatch((status) -> status.contains(" 202"));
			assertThat(drained.accepted()).hasSizeGreaterThan(500);
			Set<String> missing = new TreeSet<>(drained.accepted());
			missing.removeAll(scenario.log().stream().map(DrainIT::id).toList());
			assertThat(missing).as("answered, but not in Kafka").isEmpty();
		}
	}

	@Test
	void withoutGraceWhatWasTakenIsNotAnswered() throws Exception {
		try (Scenario scenario = new Scenario(6)) {
			Drained drained = drain(scenario, Map.of("server.shutdown", "immediate"));

			assertThat(drained.answers()).anyMatch((status) -> !status.contains(" 202"));
		}
	}

	private static String id(String event) {
		Matcher matcher = ID.matcher(event);
		assertThat(matcher.find()).as(event).isTrue();
		return matcher.group(1);
	}

	/**
	 * The status lines of what was open at SIGTERM; the ids of the events that were
	 * answered.
	 */
	private record Drained(List<String> answers, Queue<String> accepted) {
	}

	private Drained drain(Scenario scenario, Map<String, String> more) throws Exception {
		ServiceProcess ingest = scenario.ingest("draining", more);
		ingest.awaitReady();
		Queue<String> accepted = new ConcurrentLinkedQueue<>();
		List<Thread> senders = Stream.generate(() -> Thread.ofVirtual().start(() -> send(ingest, accepted)))
			.limit(8)
			.toList();
		await().atMost(PATIENCE).until(() -> accepted.size() > 500);
		List<OpenRequest> open = new ArrayList<>();
		List<String> events = new ArrayList<>();
		for (int i = 0; i < OPEN; i++) {
			events.add(nextId());
			open.add(new OpenRequest(ingest.port(), event(events.getLast())));
		}
		ingest.terminate();
		await("it takes nothing more").atMost(PATIENCE).until(() -> refuses(ingest.port()));
		List<String> answers = open.stream().map(OpenRequest::finish).toList();
		for (int i = 0; i < OPEN; i++) {
			if (answers.get(i).contains(" 202")) {
				accepted.add(events.get(i));
			}
			open.get(i).close();
		}
		assertThat(ingest.awaitExit(PATIENCE)).isEqualTo(SIGTERM);
		for (Thread sender : senders) {
			sender.join();
		}
		return new Drained(answers, accepted);
	}

	/** One event after the other until the service takes no more. */
	private void send(ServiceProcess ingest, Queue<String> accepted) {
		try {
			while (true) {
				String id = nextId();
				if (ingest.post("/v1/events", "application/json", event(id)).statusCode() == 202) {
					accepted.add(id);
				}
			}
		}
		catch (IOException ex) {
			// Not answered, so nothing was promised.
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private static boolean refuses(int port) {
		try (Socket socket = new Socket("127.0.0.1", port)) {
			return !socket.isConnected();
		}
		catch (IOException ex) {
			return true;
		}
	}

	@Test
	void aConsumerFinishesItsBatchCommitsAndLeaves() throws Exception {
		try (Scenario scenario = new Scenario(7)) {
			scenario.send(60_000);
			// What is committed then, is because it stops.
			ServiceProcess dashboard = scenario.dashboard("leaving", Map.of("millrace.sink.commit-interval", "1h"));
			await("it is in the midst of it").atMost(PATIENCE)
				.until(() -> scenario.fences().values().stream().mapToLong((next) -> next).sum() > 0);
			assertThat(scenario.members("dashboard")).isPositive();

			dashboard.terminate();

			assertThat(dashboard.awaitExit(PATIENCE)).isEqualTo(SIGTERM);
			assertThat(scenario.members("dashboard")).as("members, long before a session times out").isZero();
			assertThat(scenario.committed("dashboard")).isEqualTo(scenario.fences());
		}
	}

}
