package io.millrace.standalone.promise;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The processes of one of a scenario's services, which become more and fewer, are killed
 * and frozen. Each strike is over only when the group has done without who was struck, so
 * that partitions did change hands.
 */
final class Crew {

	private static final Duration PATIENCE = Duration.ofSeconds(90);

	private final String group;

	private final Starting service;

	private final Scenario scenario;

	private final Random random;

	private final List<ServiceProcess> nodes = new CopyOnWriteArrayList<>();

	private int started;

	private int killed;

	private int frozen;

	private int changes;

	/**
	 * How one of them is started.
	 */
	private interface Starting {

		ServiceProcess start(String name) throws IOException;

	}

	private Crew(Scenario scenario, String group, Starting service, long seed) {
		this.scenario = scenario;
		this.group = group;
		this.service = service;
		this.random = new Random(seed);
	}

	/** One member of the group a process, so that they can be counted. */
	static Crew ofNotification(Scenario scenario, long seed) {
		return new Crew(scenario, "inbox",
				(name) -> scenario.notification(name, Map.of("millrace.notification.inbox.threads", "1")), seed);
	}

	/** The same. */
	static Crew ofDashboard(Scenario scenario, long seed) {
		return new Crew(scenario, "dashboard",
				(name) -> scenario.dashboard(name, Map.of("millrace.dashboard.aggregate.threads", "1")), seed);
	}

	/** Those that live and are not frozen now; perhaps none. */
	List<ServiceProcess> nodes() {
		return this.nodes;
	}

	/** Starts as many as are missing. */
	void grow(int members) throws Exception {
		List<ServiceProcess> starting = new ArrayList<>();
		while (this.nodes.size() + starting.size() < members) {
			this.started++;
			starting.add(this.service.start("crew-" + this.group + "-" + this.started));
		}
		for (ServiceProcess node : starting) {
			node.awaitReady();
			this.nodes.add(node);
		}
		awaitMembers(members);
	}

	/** Stops as many as are too many, half of them without asking. */
	void shrink(int members) throws Exception {
		while (this.nodes.size() > members) {
			ServiceProcess node = take();
			if (this.nodes.size() % 2 == 0) {
				node.terminate();
				node.awaitExit(PATIENCE);
			}
			else {
				node.kill();
			}
			awaitMembers(this.nodes.size());
		}
	}

	/**
	 * Freezes one and kills another, and replaces that: it does what both did, before the
	 * first wakes.
	 */
	void strike() throws Exception {
		int members = this.nodes.size();
		ServiceProcess sleeper = take();
		sleeper.freeze();
		await(sleeper.name() + " is frozen").until(sleeper::isFrozen);
		this.frozen++;
		ServiceProcess victim = take();
		victim.kill();
		assertThat(victim.isAlive()).as("%s lives", victim.name()).isFalse();
		this.killed++;
		grow(members - 1);
		sleeper.resume();
		sleeper.awaitReady();
		this.nodes.add(sleeper);
		awaitMembers(members);
	}

	private ServiceProcess take() {
		return this.nodes.remove(this.random.nextInt(this.nodes.size()));
	}

	private void awaitMembers(int members) {
		await(members + " members of the group").atMost(PATIENCE)
			.pollInterval(Duration.ofMillis(200))
			.ignoreExceptions()
			.until(() -> this.scenario.members(this.group) == members);
		this.changes++;
	}

	int killed() {
		return this.killed;
	}

	int frozen() {
		return this.frozen;
	}

	@Override
	public String toString() {
		return this.started + " processes were started, " + this.killed + " killed, " + this.frozen
				+ " frozen and woken; " + this.changes + " changes of the group were awaited";
	}

}
