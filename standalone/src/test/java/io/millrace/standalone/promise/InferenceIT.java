package io.millrace.standalone.promise;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What is asked often is computed once: the lease has one request appended however many
 * ask, and a worker looks again before it computes what comes a second time. And workers
 * that are killed while they compute leave nobody with a wrong answer, or none.
 */
@DisabledIfSystemProperty(named = "millrace.backends", matches = "containers",
		disabledReason = "It strikes at this service's own processes; FaultsIT strikes at containers")
class InferenceIT {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private static final int TEXTS = 20;

	private static final int CLIENTS = 8;

	private static final int TICKETS = 300;

	private static final String COMPUTATIONS = "millrace_inference_computations_tasks_total";

	private static final String SCORING = "millrace_inference_scoring_";

	private static long computations(List<ServiceProcess> nodes) throws Exception {
		double sum = 0;
		for (ServiceProcess node : nodes) {
			sum += node.metric(COMPUTATIONS);
		}
		return (long) sum;
	}

	@Test
	void whatManyAskAtOnceIsOneRequest() throws Exception {
		try (Scenario scenario = new Scenario(31)) {
			Rush rush = rush(scenario);
			assertThat(rush.requests()).as("requests in the log").isEqualTo(TEXTS);
			assertThat(rush.computations()).isEqualTo(TEXTS);
		}
	}

	@Test
	void withoutTheLeaseEveryNodeHasItComputed() throws Exception {
		try (Scenario scenario = new Scenario(32)) {
			scenario.sabotage(Saboteur.LEASE_OFF);
			assertThat(rush(scenario).requests()).as("requests in the log").isGreaterThan(TEXTS);
		}
	}

	private record Rush(long requests, long computations) {
	}

	private static Rush rush(Scenario scenario) throws Exception {
		List<ServiceProcess> nodes = start(scenario, "rush", 2);
		Askers askers = new Askers();
		for (int i = 0; i < TEXTS; i++) {
			askers.askAtOnce(nodes, CLIENTS, "everybody asks for this: " + i);
		}
		assertThat(askers.wrong).isEmpty();
		assertThat(askers.answered.get()).isEqualTo(TEXTS * CLIENTS * nodes.size());
		return new Rush(scenario.appended("inference-requests"), computations(nodes));
	}

	private static List<ServiceProcess> start(Scenario scenario, String name, int count) throws Exception {
		List<ServiceProcess> nodes = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			nodes.add(scenario.inference(name + "-" + i, Map.of()));
		}
		nodes.forEach(ServiceProcess::awaitReady);
		return nodes;
	}

	@Test
	void whatADeadWorkerHasComputedIsNotComputedAgain() throws Exception {
		try (Scenario scenario = new Scenario(33)) {
			ServiceProcess heir = inherit(scenario);
			assertThat(heir.metric(COMPUTATIONS)).isZero();
			assertThat(heir.metric(SCORING + "found_requests_total")).isEqualTo(TEXTS);
		}
	}

	@Test
	void withoutTheSecondLookItIs() throws Exception {
		try (Scenario scenario = new Scenario(34)) {
			scenario.sabotage(Saboteur.SECOND_LOOK_OFF);
			assertThat(inherit(scenario).metric(COMPUTATIONS)).isEqualTo(TEXTS);
		}
	}

	/** A worker that has computed everything and not said so, and who comes after it. */
	private static ServiceProcess inherit(Scenario scenario) throws Exception {
		ServiceProcess dead = scenario.inference("computes", Map.of("millrace.sink.commit-interval", "1h"));
		dead.awaitReady();
		Askers askers = new Askers();
		for (int i = 0; i < TEXTS; i++) {
			assertThat(askers.ask(dead, "computed by the dead: " + i)).isTrue();
		}
		assertThat(dead.metric(COMPUTATIONS)).isEqualTo(TEXTS);
		dead.kill();
		ServiceProcess heir = scenario.inference("heir", Map.of());
		heir.awaitReady();
		await("it takes all of it again").atMost(PATIENCE)
			.ignoreExceptions()
			.until(() -> heir.metric(SCORING + "taken_requests_total") == TEXTS);
		await("and is done with it").atMost(PATIENCE)
			.ignoreExceptions()
			.until(() -> heir.metric(SCORING + "found_requests_total")
					+ heir.metric(SCORING + "computed_requests_total") == TEXTS);
		for (int i = 0; i < TEXTS; i++) {
			assertThat(askers.ask(heir, "computed by the dead: " + i)).isTrue();
		}
		assertThat(askers.wrong).isEmpty();
		return heir;
	}

	@Test
	void aTicketIsGoodThoughItsWorkerIsKilled() throws Exception {
		try (Scenario scenario = new Scenario(36)) {
			assertThat(lostTickets(scenario)).isEmpty();
		}
	}

	@Test
	void ifKafkaIsToldBeforeTheyAreComputedTicketsAreLost() throws Exception {
		try (Scenario scenario = new Scenario(37)) {
			scenario.sabotage(Saboteur.COMMIT_BEFORE_COMPUTING);
			assertThat(lostTickets(scenario)).isNotEmpty();
		}
	}

	/**
	 * Which tickets nobody honours, when one of two workers was killed among its requests
	 * and the other has done all that is left.
	 */
	private static Set<String> lostTickets(Scenario scenario) throws Exception {
		Map<String, String> patient = Map.of("millrace.inference.queue.max-age", "10m");
		ServiceProcess victim = scenario.inference("victim", patient);
		ServiceProcess survivor = scenario.inference("survivor", patient);
		victim.awaitReady();
		survivor.awaitReady();
		Askers askers = new Askers();
		for (ServiceProcess node : List.of(victim, survivor)) {
			await("it has its share").atMost(PATIENCE).ignoreExceptions().until(() -> {
				askers.ask(survivor, UUID.randomUUID().toString());
				return node.metric(COMPUTATIONS) > 0;
			});
		}
		double before = victim.metric(COMPUTATIONS);
		// So that it has something to do when it is struck; for less than Kafka waits for
		// it.
		victim.freeze();
		Map<String, String> tickets = askers.tickets(survivor, TICKETS);
		victim.resume();
		await("it is at work").atMost(PATIENCE)
			.pollInterval(Duration.ofMillis(20))
			.until(() -> victim.metric(COMPUTATIONS) > before);
		victim.kill();
		assertThat(askers.unanswered(survivor, tickets)).as("It was killed among its requests").isNotEmpty();
		scenario.awaitNothingOutstanding("inference", "inference-requests", PATIENCE);
		await("what was taken is done").atMost(PATIENCE)
			.ignoreExceptions()
			.until(() -> survivor.metric(SCORING + "taken_requests_total") == survivor
				.metric(SCORING + "found_requests_total") + survivor.metric(SCORING + "computed_requests_total"));
		Set<String> lost = askers.unanswered(survivor, tickets);
		assertThat(askers.wrong).isEmpty();
		return lost;
	}

	@Test
	void workersAreKilledWhileTheyComputeAndEveryAnswerIsRight() throws Exception {
		try (Scenario scenario = new Scenario(35)) {
			Map<String, String> deadline = Map.of("millrace.inference.request.deadline", "5s");
			List<ServiceProcess> nodes = new CopyOnWriteArrayList<>();
			for (int i = 0; i < 3; i++) {
				nodes.add(scenario.inference("under-fire-" + i, deadline));
			}
			nodes.forEach(ServiceProcess::awaitReady);
			Askers askers = new Askers();
			AtomicInteger number = new AtomicInteger();
			// Each is asked for by several, here and there.
			List<Thread> clients = IntStream.range(0, 12)
				.mapToObj((i) -> askers.askOn(() -> nodes.get(ThreadLocalRandom.current().nextInt(nodes.size())),
						() -> "under fire " + number.getAndIncrement() / 3))
				.toList();
			Random random = new Random(35);
			for (int strike = 0; strike < 3; strike++) {
				int before = askers.answered.get();
				await("they answer").atMost(PATIENCE).until(() -> askers.answered.get() > before + 100);
				ServiceProcess victim = nodes.get(random.nextInt(nodes.size()));
				assertThat(victim.metric(COMPUTATIONS)).as("it was at work").isPositive();
				victim.kill();
				nodes.remove(victim);
				ServiceProcess next = scenario.inference("after-" + strike, deadline);
				next.awaitReady();
				nodes.add(next);
			}
			int before = askers.answered.get();
			await("they answer again").atMost(PATIENCE).until(() -> askers.answered.get() > before + 100);
			askers.stop(clients);
			assertThat(askers.wrong).isEmpty();
			assertThat(askers.brokenOff.get()).as("requests to those who were killed").isPositive();
			assertThat(Duration.ofNanos(askers.slowestNanos.get())).as("Deadline, and what a busy machine takes")
				.isLessThan(Duration.ofSeconds(8));
		}
	}

}
