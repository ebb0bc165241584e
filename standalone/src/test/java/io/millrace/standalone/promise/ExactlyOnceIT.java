package io.millrace.standalone.promise;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/**
 * P3: two notification and two dashboard processes with a backlog of records, retries
 * among them; one of each is killed between script and commit or inside decide's
 * transaction, or frozen beyond its session and woken again. The figures and the inboxes
 * are exact each time, and are not with a mechanism switched off.
 * <p>
 * How many seeded points: {@code -Dmillrace.faults.points=20}.
 */
@Execution(ExecutionMode.CONCURRENT)
class ExactlyOnceIT {

	private static final Duration PATIENCE = Duration.ofSeconds(120);

	private static final Duration BRIEF = Duration.ofSeconds(25);

	private static final int BACKLOG = 100_000;

	private static final int ENOUGH = 10_000;

	/**
	 * Where a notification process is struck: in decide's transaction, or after a script
	 * of apply.
	 */
	private static final List<String> TOPICS = List.of(Scenario.EVENTS, Scenario.INBOX_LOG, Scenario.EVENTS);

	private static final List<String> DASHBOARD = List.of("halt", "freeze", "freeze");

	private static final List<String> NOTIFICATION = List.of("halt", "halt", "freeze");

	/**
	 * One way in which processes are struck.
	 */
	record Point(long seed, String notificationTopic, String notificationHow, int notificationAfter,
			String dashboardHow, int dashboardAfter) {

		static Point of(int number) {
			Random random = new Random(20261122 + number);
			int kind = number % TOPICS.size();
			return new Point(random.nextLong(), TOPICS.get(kind), NOTIFICATION.get(kind), 2 + random.nextInt(4),
					DASHBOARD.get(kind), 7 + random.nextInt(3));
		}

	}

	static Stream<Point> points() {
		boolean containers = "containers".equals(System.getProperty("millrace.backends"));
		int points = Integer.getInteger("millrace.faults.points", containers ? 1 : 3);
		// The last kind freezes both, and is the one for containers.
		return IntStream.range(0, points).map((i) -> containers ? i + 2 : i).mapToObj(Point::of);
	}

	@ParameterizedTest
	@MethodSource("points")
	void everythingTakesEffectOnceWhoeverIsStruck(Point point) throws Exception {
		try (Scenario scenario = new Scenario(point.seed())) {
			scenario.send(BACKLOG);
			ServiceProcess victim = scenario.notification("notification-struck", Scenario
				.strike(point.notificationTopic(), point.notificationHow(), "written", point.notificationAfter()));
			ServiceProcess counter = struckDashboard(scenario, point.dashboardHow(), point.dashboardAfter());
			assertThat(scenario.outstanding("dashboard", Scenario.EVENTS)).isGreaterThan(ENOUGH);
			awaitStruck(victim, point.notificationHow());
			ServiceProcess notification = scenario.notification("notification", Map.of());
			ServiceProcess dashboard = scenario.dashboard("dashboard", Map.of());
			ServiceProcess other = restarted(scenario, point, victim);
			notification.awaitReady();
			Samples samples = new Samples();
			act(scenario, samples, List.of(notification), 10_000);
			settle(scenario);
			scenario.assertDashboard(dashboard, PATIENCE);
			wake(scenario, point, counter, victim);
			act(scenario, samples, List.of(notification, other), 2_000);
			settle(scenario);
			scenario.assertDashboard(dashboard, PATIENCE);
			scenario.assertInboxes(notification).assertSeen(samples);
			assertThat(scenario.traffic.retries()).isGreaterThan(1_000);
		}
	}

	/** People do all kinds of things while more comes. */
	private static void act(Scenario scenario, Samples samples, List<ServiceProcess> nodes, int more) throws Exception {
		try (People people = new People(scenario, nodes, samples)) {
			scenario.send(more);
			people.finish();
			people.assertDone(scenario.history());
		}
	}

	/** Halted with a script written, or frozen with one in its hand. */
	private static ServiceProcess struckDashboard(Scenario scenario, String how, int after) throws Exception {
		ServiceProcess dashboard = scenario.dashboard("dashboard-struck",
				Scenario.strike(Scenario.EVENTS, how, how.equals("freeze") ? "writing" : "written", after));
		awaitStruck(dashboard, how);
		return dashboard;
	}

	/**
	 * The second notification process: the one that was struck, once it is woken, or
	 * another one.
	 */
	private static ServiceProcess restarted(Scenario scenario, Point point, ServiceProcess struck) throws Exception {
		if (point.notificationHow().equals("freeze")) {
			return struck;
		}
		ServiceProcess again = scenario.notification("notification-again", Map.of());
		again.awaitReady();
		return again;
	}

	private static void awaitStruck(ServiceProcess process, String how) throws Exception {
		if (how.equals("halt")) {
			assertThat(process.awaitExit(PATIENCE)).as("%s was struck", process.name())
				.isEqualTo(ServiceProcess.HALTED);
		}
		else {
			await(process.name() + " is frozen").atMost(PATIENCE).until(process::isFrozen);
		}
	}

	private static void wake(Scenario scenario, Point point, ServiceProcess counter, ServiceProcess victim)
			throws Exception {
		if (point.notificationHow().equals("freeze")) {
			victim.resume();
			victim.awaitReady();
		}
		if (point.dashboardHow().equals("freeze")) {
			counter.resume();
			await("the zombie's scripts are refused").atMost(PATIENCE)
				.ignoreExceptions()
				.until(() -> scenario.fenceRefusals(counter, "dashboard") > 0);
		}
	}

	private static void settle(Scenario scenario) {
		scenario.awaitNothingOutstanding("notification", Scenario.EVENTS, PATIENCE);
		scenario.awaitNothingOutstanding("inbox", Scenario.INBOX_LOG, PATIENCE);
		scenario.awaitNothingOutstanding("dashboard", Scenario.EVENTS, PATIENCE);
	}

	@Test
	void withoutTheFenceAZombieSpoilsTheFigures() throws Exception {
		try (Scenario scenario = new Scenario(1)) {
			scenario.sabotage(Saboteur.FENCE_OFF);
			scenario.send(BACKLOG);
			ServiceProcess zombie = struckDashboard(scenario, "freeze", 4);
			ServiceProcess dashboard = scenario.dashboard("no-fence", Map.of());
			dashboard.awaitReady();
			scenario.assertDashboard(dashboard, PATIENCE);
			zombie.resume();
			scenario.awaitNothingOutstanding("dashboard", Scenario.EVENTS, BRIEF);
			assertThatThrownBy(() -> scenario.assertDashboard(dashboard, BRIEF)).isInstanceOf(Throwable.class);
		}
	}

	@Test
	void committingBeforeWritingLosesEvents() throws Exception {
		try (Scenario scenario = new Scenario(2)) {
			scenario.sabotage(Saboteur.COMMIT_BEFORE_WRITE);
			scenario.send(BACKLOG);
			Map<String, String> strike = new HashMap<>(Scenario.strike(Scenario.EVENTS, "halt", "writing", 4));
			// Time for a commit before each script.
			strike.put("millrace.dashboard.aggregate.flush-interval", "2s");
			awaitStruck(scenario.dashboard("commit-first-struck", strike), "halt");
			ServiceProcess dashboard = scenario.dashboard("commit-first", Map.of());
			dashboard.awaitReady();
			assertThatThrownBy(() -> scenario.assertDashboard(dashboard, PATIENCE))
				.hasMessageContaining("events by type and minute");
		}
	}

	@Test
	void offsetsOutsideTheTransactionLoseNotifications() throws Exception {
		try (Scenario scenario = new Scenario(3)) {
			scenario.sabotage(Saboteur.OFFSETS_OUTSIDE_THE_TRANSACTION);
			scenario.send(BACKLOG);
			awaitStruck(scenario.notification("offsets-outside-struck",
					Scenario.strike(Scenario.EVENTS, "halt", "written", 4)), "halt");
			ServiceProcess notification = scenario.notification("offsets-outside", Map.of());
			notification.awaitReady();
			scenario.awaitNothingOutstanding("notification", Scenario.EVENTS, PATIENCE);
			scenario.awaitNothingOutstanding("inbox", Scenario.INBOX_LOG, PATIENCE);
			assertThatThrownBy(() -> scenario.assertInboxes(notification)).hasMessageContaining("what the log brings");
		}
	}

	@Test
	void withoutTheWindowRetriesCountTwice() throws Exception {
		try (Scenario scenario = new Scenario(4)) {
			scenario.sabotage(Saboteur.WINDOW_OFF);
			scenario.send(5_000);
			ServiceProcess dashboard = scenario.dashboard("no-window", Map.of());
			ServiceProcess notification = scenario.notification("no-window", Map.of());
			dashboard.awaitReady();
			assertThatThrownBy(() -> scenario.assertDashboard(dashboard, PATIENCE))
				.hasMessageContaining("events by type and minute");
			notification.awaitReady();
			assertThatThrownBy(() -> scenario.assertInboxes(notification)).hasMessageContaining("what the log brings");
		}
	}

}
