package io.millrace.standalone.promise;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

import io.millrace.testsupport.Backends;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/**
 * P3 and P4 of inboxes with all that is done to them, and of figures: every batch of
 * events is sent twice, people act in every way, and meanwhile the notification processes
 * become more and fewer, one frozen and one killed at a time; or Redis loses everything.
 * Whatever anybody was shown in between is what the log says of that revision.
 * <p>
 * {@code -Dmillrace.fire.events=200000 -Dmillrace.fire.seconds=240
 * -Dmillrace.fire.members=4} makes it so many events, so long, and from 1 to 4 processes
 * and back to 2.
 */
@Execution(ExecutionMode.CONCURRENT)
class UnderFireIT {

	private static final int EVENTS = Integer.getInteger("millrace.fire.events", 6_000);

	private static final Duration TIME = Duration.ofSeconds(Integer.getInteger("millrace.fire.seconds", 20));

	private static final int MEMBERS = Integer.getInteger("millrace.fire.members", 2);

	/** How many events a second come while all that came before are counted anew. */
	private static final int RATE = Integer.getInteger("millrace.fire.rebuild-rate", 300);

	private static final Duration PATIENCE = Duration.ofSeconds(120);

	/** How many more events come while Redis is emptied. */
	private static final int MORE = 1_000;

	private static final int WATCHED = 20;

	@Test
	void inboxesAreWhatTheLogSaysWhateverIsStruck() throws Exception {
		try (Scenario scenario = new Scenario(11, Backends.start(), EVENTS + MORE)) {
			Crew crew = Crew.ofNotification(scenario, 11);
			crew.grow(1);
			processesAreStruck(scenario, crew);
			redisIsEmptied(scenario, crew);
		}
	}

	/**
	 * What was answered at any moment, by whichever generation, is what the log says up
	 * to the offsets that it was answered for, and these never go back.
	 */
	@Test
	void figuresAreWhatTheLogSaysWhateverIsStruck() throws Exception {
		try (Scenario scenario = new Scenario(13, Backends.start(), EVENTS + RATE * 2 * (int) PATIENCE.toSeconds())) {
			Crew crew = Crew.ofDashboard(scenario, 13);
			crew.grow(1);
			int rebuilt;
			try (Watch watch = new Watch(scenario, crew.nodes());
					Rebuilding rebuilding = new Rebuilding("/v1/dashboard-rebuilds", crew.nodes());
					Sending sending = new Sending(scenario)) {
				sending.begin(EVENTS, TIME);
				crew.grow(MEMBERS);
				do {
					crew.strike();
				}
				while (!sending.isDone());
				allIsCountedAnew(crew, sending, rebuilding);
				sending.finish();
				rebuilt = rebuilding.finish();
				scenario.assertDashboard(crew.nodes().getFirst(), PATIENCE);
				watch.finish();
				watch.assertRight();
				System.out.println("Figures under fire: " + scenario.traffic.sent() + " records, "
						+ scenario.traffic.retries() + " of them sent again; " + crew + "; figures were rebuilt "
						+ rebuilt + " times; " + watch);
				assertThat(watch.generations()).as("that answered").isBetween(2, rebuilt + 1);
			}
			assertThat(rebuilt).as("rebuilt").isPositive();
			assertThat(scenario.traffic.retries()).as("sent again").isGreaterThan(EVENTS / 2);
			assertThat(crew.killed()).as("killed").isPositive();
			assertThat(crew.frozen()).as("frozen").isPositive();
		}
	}

	/** While more comes, and an owner is killed in the middle of it. */
	private static void allIsCountedAnew(Crew crew, Sending sending, Rebuilding rebuilding) throws Exception {
		sending.keepOn(RATE);
		int rebuild = rebuilding.awaitNext(PATIENCE);
		crew.strike();
		await("everything is counted anew").atMost(PATIENCE).until(() -> rebuilding.hasCompleted(rebuild));
		assertThat(sending.isDone()).as("all has come").isFalse();
	}

	private static void processesAreStruck(Scenario scenario, Crew crew) throws Exception {
		Samples samples = new Samples();
		int rebuilt;
		try (People people = new People(scenario, crew.nodes(), samples);
				Rebuilding rebuilding = new Rebuilding("/v1/inbox-rebuilds", crew.nodes());
				Sending sending = new Sending(scenario)) {
			sending.begin(EVENTS, TIME);
			crew.grow(MEMBERS);
			do {
				crew.strike();
			}
			while (!sending.isDone());
			sending.finish();
			rebuilt = rebuilding.finish();
			crew.shrink(Math.max(1, MEMBERS / 2));
			people.finish();
			InboxHistory history = scenario.assertInboxes(crew.nodes().getFirst());
			history.assertSeen(samples);
			people.assertDone(history);
			assertThat(history.done("wake")).as("snoozes that ended").isPositive();
			System.out.println("Under fire: " + scenario.traffic.sent() + " records, " + scenario.traffic.retries()
					+ " of them sent again, " + history.done("add") + " notifications; " + crew
					+ "; inboxes were rebuilt " + rebuilt + " times; " + people);
		}
		assertThat(rebuilt).as("rebuilt").isGreaterThan(1);
		assertThat(samples.epochs()).as("epochs of the inboxes").hasSizeBetween(2, rebuilt + 1);
		assertThat(scenario.traffic.retries()).as("sent again").isGreaterThan(EVENTS / 2);
		assertThat(crew.killed()).as("killed").isPositive();
		assertThat(crew.frozen()).as("frozen").isPositive();
	}

	private static void redisIsEmptied(Scenario scenario, Crew crew) throws Exception {
		Samples samples = new Samples();
		try (People people = new People(scenario, crew.nodes(), samples);
				Devices devices = new Devices(scenario.watched(WATCHED), crew.nodes());
				Sending sending = new Sending(scenario)) {
			devices.awaitConnected();
			sending.begin(MORE, Duration.ofSeconds(5));
			await("people have looked").until(() -> samples.count() > 50);
			scenario.flushRedis();
			await("inboxes are back").atMost(PATIENCE).until(() -> samples.epochs().size() > 1);
			sending.finish();
			people.finish();
			InboxHistory history = scenario.assertInboxes(crew.nodes().getFirst());
			history.assertSeen(samples);
			people.assertDone(history);
			devices.assertRight(history);
			System.out.println("Emptied: " + devices + "; " + people);
			assertThat(devices.reset()).as("devices that began again").isEqualTo(devices.count());
		}
		assertThat(samples.epochs()).as("epochs of the inboxes").hasSize(2);
	}

	/**
	 * Events that are sent while something else is done.
	 */
	private record Sending(Scenario scenario, ExecutorService thread, List<Future<?>> sent,
			AtomicBoolean finishing) implements AutoCloseable {

		Sending(Scenario scenario) {
			this(scenario, Executors.newVirtualThreadPerTaskExecutor(), new ArrayList<>(), new AtomicBoolean());
		}

		/** Sends until it is to be finished. */
		void keepOn(int perSecond) {
			this.sent.add(this.thread.submit(() -> {
				while (!this.finishing.get()) {
					this.scenario.sendTwice(perSecond, Duration.ofSeconds(1));
				}
				return null;
			}));
		}

		void begin(int events, Duration time) {
			this.sent.add(this.thread.submit(() -> {
				this.scenario.sendTwice(events, time);
				return null;
			}));
		}

		boolean isDone() {
			return this.sent.stream().allMatch(Future::isDone);
		}

		void finish() throws Exception {
			this.finishing.set(true);
			for (Future<?> each : this.sent) {
				each.get();
			}
		}

		@Override
		public void close() {
			this.thread.shutdownNow();
		}

	}

	/**
	 * The fence keeps it out; and if it did not, each inbox would know what it has seen.
	 */
	@Test
	void withoutFenceAndMemoryAZombieBringsBackWhatWasDeleted() throws Exception {
		try (Scenario scenario = new Scenario(12, Backends.start(), 5_000)) {
			scenario.sabotage(Saboteur.FENCE_OFF_UNNOTICED);
			scenario.sabotage(Saboteur.APPLIED_OFF);
			scenario.send(5_000);
			ServiceProcess zombie = scenario.notification("inbox-zombie",
					Scenario.strike(Scenario.INBOX_LOG, "freeze", "writing", 2));
			ServiceProcess notification = scenario.notification("no-fence-inbox", Map.of());
			await("it is frozen").atMost(PATIENCE).until(zombie::isFrozen);
			notification.awaitReady();
			scenario.assertInboxes(notification);
			for (String user : scenario.traffic.model().users()) {
				assertThat(notification.post(Deed.DELETE_ALL.path(user, "")).statusCode()).isIn(200, 202);
			}
			scenario.assertInboxes(notification);
			zombie.resume();
			zombie.awaitReady();
			assertThatThrownBy(() -> scenario.assertInboxes(notification)).hasMessageContaining("inbox of");
		}
	}

}
