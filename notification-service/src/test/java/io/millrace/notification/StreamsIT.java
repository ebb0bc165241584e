package io.millrace.notification;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import org.springframework.context.ConfigurableApplicationContext;

import static io.millrace.notification.NotificationFixture.inbox;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Many devices that watch inboxes over two nodes, are cut off at random and come back,
 * half of them to the other node, some after more has happened than is remembered; while
 * things happen, on other devices too. In the end each shows what the inbox holds.
 * {@code -Dmillrace.streams.clients=5000} makes it as many.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StreamsIT {

	private static final int CLIENTS = Integer.getInteger("millrace.streams.clients", 120);

	private static final int SECONDS = Integer.getInteger("millrace.streams.seconds", 8);

	private NotificationFixture service;

	private ConfigurableApplicationContext second;

	private int[] ports;

	@BeforeAll
	void start() {
		this.service = new NotificationFixture();
		this.service.start("--millrace.notification.inbox.max-items=150");
		this.second = this.service.launch(NotificationApplication.application(),
				"--millrace.notification.inbox.max-items=150");
		await().until(() -> this.service.get(inbox("nobody")).status() == 200);
		this.ports = new int[] { this.service.port("local.server.port"),
				Integer.parseInt(this.second.getEnvironment().getRequiredProperty("local.server.port")) };
	}

	@AfterAll
	void stop() {
		this.second.close();
		this.service.close();
	}

	@Test
	void everyDeviceComesToShowWhatTheInboxHolds() throws Exception {
		List<StreamedInbox> devices = run("kept", true, CLIENTS);
		assertThat(devices.stream().filter((device) -> device.resets > 0)).as("devices that had to begin again")
			.isNotEmpty();
		assertThat(devices.stream().mapToInt((device) -> device.connections).sum()).as("connections")
			.isGreaterThan(CLIENTS * 2);
		int port = this.ports[0];
		devices.parallelStream()
			.forEach((device) -> assertThat(device.view()).as(device.user).isEqualTo(device.truth(port)));
	}

	/** Without saying where it was, a device misses what happened meanwhile. */
	@Test
	void devicesThatDoNotResumeMissSomething() throws Exception {
		int port = this.ports[0];
		assertThat(run("lost", false, 20)).anyMatch((device) -> !device.view().equals(device.truth(port)));
	}

	private List<StreamedInbox> run(String prefix, boolean resumes, int count) throws Exception {
		List<StreamedInbox> devices = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			// Two devices for each user.
			devices.add(new StreamedInbox(this.service, prefix + "-" + i / 2, resumes, i));
		}
		AtomicBoolean busy = new AtomicBoolean(true);
		CountDownLatch away = new CountDownLatch(count);
		CountDownLatch settled = new CountDownLatch(1);
		AtomicInteger number = new AtomicInteger();
		try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
			List<Future<?>> watching = new ArrayList<>();
			devices.forEach((device) -> watching.add(threads.submit(() -> {
				watch(device, busy, away, settled);
				return null;
			})));
			Future<?> happening = threads.submit(() -> {
				happen(prefix, count / 2, busy, number);
				return null;
			});
			Thread.sleep(SECONDS * 1_000L);
			busy.set(false);
			happening.get(60, TimeUnit.SECONDS);
			assertThat(away.await(60, TimeUnit.SECONDS)).as("nobody watches any more").isTrue();
			settle(prefix, count / 2, number.get());
			settled.countDown();
			for (Future<?> each : watching) {
				each.get(120, TimeUnit.SECONDS);
			}
		}
		return devices;
	}

	/** Waits until all that has happened has taken effect, and snoozes have ended. */
	private void settle(String prefix, int users, int last) throws InterruptedException {
		// Nobody watches now: that is more than is remembered of the first.
		String first = prefix + "-0";
		this.service.sendAll(NotificationFixture.EVENTS, first,
				IntStream.range(0, 120)
					.mapToObj((number) -> NotificationFixture.event(first, "away-" + number, "{\"n\":0}"))
					.toList());
		for (int user = 0; user < users; user++) {
			this.service.tell(prefix + "-" + user, "last", last + 1);
		}
		for (int user = 0; user < users; user++) {
			this.service.awaitNewest(prefix + "-" + user, last + 1);
		}
		Thread.sleep(3_000);
	}

	/**
	 * Is cut off now and then while something happens; then looks until it has heard all.
	 */
	private void watch(StreamedInbox device, AtomicBoolean busy, CountDownLatch away, CountDownLatch settled)
			throws InterruptedException {
		Random random = new Random(device.hashCode());
		while (busy.get()) {
			device.watch(this.ports, 100 + random.nextInt(1_500));
			// A tenth stays away for longer than anything is remembered.
			Thread.sleep((random.nextInt(10) == 0) ? 3_000 : random.nextInt(300));
		}
		away.countDown();
		settled.await();
		for (int i = 0; i < 5 && !device.view().equals(device.truth(this.ports[0])); i++) {
			device.watch(this.ports, 1_000);
		}
	}

	private void happen(String prefix, int users, AtomicBoolean busy, AtomicInteger number)
			throws InterruptedException {
		Random random = new Random(17);
		while (busy.get()) {
			List<Map.Entry<String, String>> events = new ArrayList<>();
			for (int i = 0; i < 20; i++) {
				// A few have far more than the others.
				String user = prefix + "-"
						+ (random.nextBoolean() ? random.nextInt(Math.max(1, users / 20)) : random.nextInt(users));
				int next = number.incrementAndGet();
				events.add(Map.entry(user, NotificationFixture.event(user, "e" + next, "{\"n\":" + next + "}")));
			}
			this.service.sendAll(NotificationFixture.EVENTS, events);
			act(prefix + "-" + random.nextInt(users), random);
			Thread.sleep(10);
		}
	}

	private void act(String user, Random random) {
		var items = this.service.get(inbox(user)).json().get("items");
		if (items.isEmpty()) {
			return;
		}
		String id = items.get(random.nextInt(items.size())).get("id").asString();
		String path = "/v1/notifications/" + id;
		switch (random.nextInt(6)) {
			case 0, 1 -> this.service.post(path + "/read?user=" + user);
			case 2 -> this.service.post(path + "/archive?user=" + user);
			case 3 -> this.service.method("DELETE", path + "?user=" + user);
			case 4 -> this.service.post(path + "/snooze?user=" + user, "application/json",
					"{\"until\":\"" + Instant.now().plusSeconds(2) + "\"}");
			default -> this.service.post("/v1/notifications/read-all?user=" + user);
		}
	}

}
