package io.millrace.standalone.promise;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.millrace.testsupport.Backends;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * P3 and P4 on three brokers and a Redis Cluster: a primary dies whose replica has missed
 * its last writes, and that replica is promoted; while people act and devices watch. The
 * figures, the inboxes with all that was done to them, and what the devices show come out
 * exact all the same, by themselves, and do not where the position lives apart from the
 * data.
 */
@DisabledIfSystemProperty(named = "millrace.backends", matches = "containers",
		disabledReason = "brings backends of its own, so it runs with the embedded ones")
@Execution(ExecutionMode.CONCURRENT)
class FailoverIT {

	private static final Duration PATIENCE = Duration.ofSeconds(120);

	private static final int WATCHED = 50;

	private static final Duration BRIEF = Duration.ofSeconds(25);

	@Test
	void everythingIsExactAfterAFailoverThatLostASuffix() throws Exception {
		try (Scenario scenario = new Scenario(5, Backends.startCluster())) {
			ServiceProcess notification = scenario.notification("notification-failover", Map.of());
			ServiceProcess dashboard = scenario.dashboard("dashboard-failover", Map.of());
			notification.awaitReady();
			dashboard.awaitReady();
			Samples samples = new Samples();
			scenario.send(5_000);
			settle(scenario);
			Failover failover = new Failover(scenario.backends, "dashboard", "inbox");
			try (Devices devices = new Devices(scenario.watched(WATCHED), List.of(notification))) {
				devices.awaitConnected();
				failover.stopReplica();
				act(scenario, notification, samples, () -> scenario.send(5_000));
				settle(scenario);
				act(scenario, notification, samples, () -> {
					failover.killPrimary();
					scenario.send(2_000);
					failover.promoteReplica();
				});
				settle(scenario);
				scenario.assertDashboard(dashboard, PATIENCE);
				InboxHistory history = scenario.assertInboxes(notification);
				history.assertSeen(samples);
				devices.assertRight(history);
				System.out.println("Failover: lost by fence " + failover.lost() + "; " + devices);
			}
			assertThat(samples.epochs()).as("epochs of the inboxes").hasSize(1);
			assertThat(failover.lost()).as("what the promoted replica had missed, by fence").hasSizeGreaterThan(1);
			assertNothingStopped(dashboard);
			assertNothingStopped(notification);
		}
	}

	@Test
	void withThePositionApartFromTheDataWhatWasLostStaysLost() throws Exception {
		try (Scenario scenario = new Scenario(6, Backends.startCluster())) {
			scenario.sabotage(Saboteur.POSITION_APART);
			ServiceProcess dashboard = scenario.dashboard("position-apart", Map.of());
			dashboard.awaitReady();
			scenario.send(5_000);
			scenario.awaitNothingOutstanding("dashboard", Scenario.EVENTS, PATIENCE);
			Failover failover = new Failover(scenario.backends, "dashboard");
			failover.stopReplica();
			scenario.send(5_000);
			scenario.awaitNothingOutstanding("dashboard", Scenario.EVENTS, PATIENCE);
			failover.killPrimary();
			scenario.send(2_000);
			failover.promoteReplica();
			scenario.awaitNothingOutstanding("dashboard", Scenario.EVENTS, PATIENCE);
			assertThat(failover.lost()).isNotEmpty();
			assertThatThrownBy(() -> scenario.assertDashboard(dashboard, BRIEF))
				.hasMessageContaining("events by type and minute");
		}
	}

	private static void act(Scenario scenario, ServiceProcess notification, Samples samples, Runnable meanwhile)
			throws Exception {
		try (People people = new People(scenario, List.of(notification), samples)) {
			meanwhile.run();
			people.finish();
			people.assertDone(scenario.history());
		}
	}

	private static void settle(Scenario scenario) {
		scenario.awaitNothingOutstanding("notification", Scenario.EVENTS, PATIENCE);
		scenario.awaitNothingOutstanding("inbox", Scenario.INBOX_LOG, PATIENCE);
		scenario.awaitNothingOutstanding("dashboard", Scenario.EVENTS, PATIENCE);
	}

	private static void assertNothingStopped(ServiceProcess service) throws Exception {
		assertThat(service.management("/actuator/health").body()).contains("\"partitions\"").doesNotContain("STOPPED");
	}

}
