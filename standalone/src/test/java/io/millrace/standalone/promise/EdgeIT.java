package io.millrace.standalone.promise;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/**
 * P1, P2, P5 at the edge: ingest nodes under constant load while Kafka, Redis and nodes
 * are killed, frozen and cut off in turn. What was answered committed or held is in Kafka
 * afterwards, each user's events in order, none twice that no client had to send twice,
 * and nothing that was only ever refused; and it is not so with a mechanism switched off.
 * <p>
 * How long each fault lasts: {@code -Dmillrace.edge.seconds=60}, and at which load:
 * {@code -Dmillrace.edge.load=2000}.
 */
@DisabledIfSystemProperty(named = "millrace.backends", matches = "containers",
		disabledReason = "brings backends of its own, so it runs with the embedded ones")
@Execution(ExecutionMode.CONCURRENT)
class EdgeIT {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private static final int SECONDS = Integer.getInteger("millrace.edge.seconds", 6);

	private static final int LOAD = Integer.getInteger("millrace.edge.load", 300);

	private static final String DRAINED = "millrace_ingest_hold_drained_events_total";

	/**
	 * As Kafka says it, by what the zombie tries first, and with it the drainer's log.
	 */
	private static final List<String> FENCED = List.of("with an old epoch", "fences the current one");

	private static final int USERS = Math.max(100, LOAD / 4);

	private static void pass(int seconds) throws InterruptedException {
		Thread.sleep(Duration.ofSeconds(seconds));
	}

	@Test
	void whatWasAcceptedIsInKafkaInOrderWhateverFails() throws Exception {
		try (Edge edge = new Edge()) {
			ServiceProcess one = edge.node("edge-one", Map.of());
			ServiceProcess two = edge.node("edge-two", edge.throughKafkaProxy());
			one.awaitReady();
			two.awaitReady();
			Clients clients = new Clients(List.of(one, two), USERS, LOAD, 7);
			// The first minute, where there is time for it.
			pass((SECONDS < 30) ? 2 : 60);
			long atMinuteOne = one.oldGeneration();
			edge.broker.kill();
			pass(SECONDS);
			edge.broker.restart();
			edge.awaitDrained(one);
			edge.broker.freeze();
			pass(SECONDS);
			edge.broker.resume();
			edge.awaitDrained(one);
			edge.killRedis();
			pass(SECONDS / 2);
			edge.restartRedis();
			pass(2);
			edge.broker.kill();
			pass(SECONDS / 2);
			edge.killRedis();
			pass(2);
			edge.restartRedis();
			edge.broker.restart();
			edge.awaitDrained(one);
			edge.broker.proxy().cut();
			pass(SECONDS);
			edge.broker.proxy().mend();
			edge.awaitDrained(one);
			killWhileItDrains(edge, clients, one);
			clients.finish();
			edge.awaitDrained(one);

			EdgeLog log = EdgeLog.read(edge.broker.bootstrapServers());
			log.assertKept(clients);
			log.assertOrdered();
			log.assertNothingDoubled(clients);
			edge.assertBalanced();
			assertThat(one.oldGeneration()).as("old generation, %s at minute one", atMinuteOne)
				.isLessThanOrEqualTo(atMinuteOne * 6 / 5 + ((SECONDS < 30) ? 16 * 1024 * 1024 : 0));
			assertThat(clients.answers("held")).as(clients.toString()).isGreaterThan(100);
			assertThat(clients.answers("unknown")).as(clients.toString()).isPositive();
			assertThat(clients.answers("rejected")).as(clients.toString()).isPositive();
			assertThat(clients.given()).isNotEmpty();
			assertThat(edge.metric("millrace_ingest_hold_drained_events_total")).isPositive();
			assertThat(edge.metric("millrace_ingest_hold_skipped_events_total")).isPositive();
			assertThat(edge.metric("millrace_ingest_hold_unleased_events_total")).isPositive();
			System.out.println(EdgeLog.size(clients) + " events accepted; answers: " + clients);
		}
	}

	/** After a batch was committed, and before it is removed from the hold. */
	private static void killWhileItDrains(Edge edge, Clients clients, ServiceProcess survivor) throws Exception {
		ServiceProcess victim = edge.node("edge-struck", Scenario.strike(Scenario.EVENTS, "halt", "written", 1));
		victim.awaitReady();
		clients.add(victim);
		edge.broker.kill();
		await("events are held").atMost(PATIENCE)
			.ignoreExceptions()
			.until(() -> survivor.metric("millrace_ingest_hold_entries_events") > 200);
		edge.broker.restart();
		assertThat(victim.awaitExit(PATIENCE)).isEqualTo(ServiceProcess.HALTED);
		clients.remove(victim);
		edge.awaitDrained(survivor);
	}

	@Test
	void withoutAWayToRedisANodeGoesOnAndCountsWhatItCantPromise() throws Exception {
		try (Edge edge = new Edge()) {
			ServiceProcess one = edge.node("way-one", edge.throughKafkaProxy());
			ServiceProcess two = edge.node("way-two", edge.throughRedisProxy());
			one.awaitReady();
			two.awaitReady();
			Clients clients = new Clients(List.of(one, two), USERS, LOAD, 8);
			pass(1);
			edge.redisProxy().cut();
			edge.broker.proxy().cut();
			await("one node holds, once the other's lease has run out").atMost(PATIENCE)
				.until(() -> clients.answers("held") > 100);
			edge.broker.proxy().mend();
			edge.redisProxy().mend();
			clients.finish();
			edge.awaitDrained(one);

			EdgeLog log = EdgeLog.read(edge.broker.bootstrapServers());
			log.assertKept(clients);
			log.assertNothingDoubled(clients);
			edge.assertBalanced();
			assertThat(two.metric("millrace_ingest_hold_unleased_events_total")).isPositive();
		}
	}

	@Test
	void aNodeThatIgnoresTheMarkerBringsUsersOutOfOrder() throws Exception {
		try (Edge edge = new Edge()) {
			edge.sabotage(Saboteur.MARKER_IGNORED);
			// It must not come to hold anything by itself, however slow the machine is.
			ServiceProcess two = edge.node("marker-two", Map.of("millrace.ingest.publish.delivery-timeout", "6s",
					"millrace.ingest.publish.request-deadline", "10s"));
			ServiceProcess one = edge.node("marker-one", edge.throughKafkaProxy());
			one.awaitReady();
			two.awaitReady();
			Clients clients = new Clients(List.of(one, two), USERS, LOAD, 9);
			await("both are warm").atMost(PATIENCE).until(() -> clients.answers("committed") > 5 * USERS);
			edge.awaitDrained(two);
			edge.broker.proxy().cut();
			int held = clients.answers("held");
			int committed = clients.answers("committed");
			await("one node holds, the other sends").atMost(PATIENCE)
				.until(() -> clients.answers("held") > held + USERS
						&& clients.answers("committed") > committed + USERS);
			edge.broker.proxy().mend();
			clients.finish();
			edge.awaitDrained(one);
			assertThatThrownBy(() -> EdgeLog.read(edge.broker.bootstrapServers()).assertOrdered())
				.hasMessageContaining("out of order");
		}
	}

	@Test
	void withoutTheFenceAZombieHandsOverTwice() throws Exception {
		assertThatThrownBy(() -> thawADrainer(Saboteur.DRAINER_UNFENCED)).hasMessageContaining("in Kafka twice");
	}

	@Test
	void aZombiesBatchIsRefused() throws Exception {
		thawADrainer(null);
	}

	/**
	 * A node is frozen with a batch in its hand, and woken when another has handed it
	 * over.
	 */
	private static void thawADrainer(@org.jspecify.annotations.Nullable Saboteur saboteur) throws Exception {
		try (Edge edge = new Edge()) {
			if (saboteur != null) {
				edge.sabotage(saboteur);
			}
			ServiceProcess zombie = edge.node("zombie", Scenario.strike(Scenario.EVENTS, "freeze", "writing", 1));
			zombie.awaitReady();
			edge.broker.kill();
			Clients clients = new Clients(List.of(zombie), USERS, LOAD, 10);
			await("events are held").atMost(PATIENCE).until(() -> clients.answers("held") > 200);
			edge.broker.restart();
			await("it is frozen").atMost(PATIENCE).until(zombie::isFrozen);
			ServiceProcess other = edge.node("zombies-heir", Map.of());
			other.awaitReady();
			clients.add(other);
			// One that has only just started knows of nothing that is held.
			await("it hands over").atMost(PATIENCE).until(() -> other.metric(DRAINED) > 0);
			edge.awaitDrained(other);
			zombie.resume();
			clients.finish();
			zombie.awaitReady();
			edge.awaitDrained(zombie);
			await("what it had in its hand is " + ((saboteur != null) ? "in Kafka" : "refused")).atMost(PATIENCE)
				.until(() -> (saboteur != null) ? zombie.metric(DRAINED) > 0 : zombie.saidAnyOf(FENCED));
			EdgeLog log = EdgeLog.read(edge.broker.bootstrapServers());
			log.assertKept(clients);
			log.assertNothingDoubled(clients);
		}
	}

	@Test
	void withoutSkippingWhatIsThereADeadDrainersBatchIsHandedOverTwice() throws Exception {
		assertThatThrownBy(() -> {
			try (Edge edge = new Edge()) {
				edge.sabotage(Saboteur.SKIP_OFF);
				ServiceProcess one = edge.node("skip-one", Map.of());
				one.awaitReady();
				Clients clients = new Clients(List.of(one), USERS, LOAD, 11);
				killWhileItDrains(edge, clients, one);
				clients.finish();
				edge.awaitDrained(one);
				EdgeLog.read(edge.broker.bootstrapServers()).assertNothingDoubled(clients);
			}
		}).hasMessageContaining("in Kafka twice");
	}

}
