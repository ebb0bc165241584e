package io.millrace.standalone.promise;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.millrace.testsupport.Backends;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Thousands of devices at two nodes, two for each inbox, cut off at random and back at
 * either node, a tenth of them after more has happened than is remembered; while events
 * come and people act at other devices. In the end each shows what the log says of its
 * inbox. {@code StreamsIT} of the notification service is the small one.
 * <p>
 * {@code -Dmillrace.devices.clients=5000 -Dmillrace.devices.seconds=60}, with memory for
 * so many: {@code -Dtests.jvm="-Xmx3g -XX:+UseSerialGC"}.
 */
@EnabledIfSystemProperty(named = "millrace.devices.clients", matches = "\\d+",
		disabledReason = "run by hand, with as many clients as the property says")
class DevicesIT {

	private static final int CLIENTS = Integer.getInteger("millrace.devices.clients", 0);

	private static final int SECONDS = Integer.getInteger("millrace.devices.seconds", 60);

	/** More than an inbox remembers of its changes. */
	private static final int BEYOND = 120;

	/** By then those have taken effect. */
	private static final Duration LONG = Duration.ofSeconds(10);

	/** After how long a device is cut off, on average. */
	private static final Duration SESSION = Duration.ofSeconds(15);

	private static final Duration PATIENCE = Duration.ofSeconds(120);

	@Test
	void eachShowsWhatItsInboxHolds() throws Exception {
		try (Scenario scenario = new Scenario(21, Backends.start(), 1)) {
			scenario.options(List.of("-Xmx1g"));
			List<ServiceProcess> nodes = List.of(scenario.notification("devices-1", Map.of()),
					scenario.notification("devices-2", Map.of()));
			nodes.forEach(ServiceProcess::awaitReady);
			List<String> users = IntStream.range(0, CLIENTS / 2).mapToObj((i) -> "viewer/" + i).toList();
			users.forEach((user) -> scenario.tell(user, 2));
			scenario.awaitNothingOutstanding("notification", Scenario.EVENTS, PATIENCE);
			scenario.awaitNothingOutstanding("inbox", Scenario.INBOX_LOG, PATIENCE);
			Samples samples = new Samples();
			long start = System.nanoTime();
			try (Devices devices = new Devices(Stream.concat(users.stream(), users.stream()).toList(), nodes);
					People people = new People(scenario, nodes, samples)) {
				devices.awaitConnected();
				print(start, "All are connected", devices, nodes);
				List<String> absent = outages(scenario, devices);
				print(start, "Nobody is cut off any more", devices, nodes);
				people.finish();
				InboxHistory history = scenario.assertInboxes(nodes.getFirst());
				history.assertSeen(samples);
				people.assertDone(history);
				await("absences have passed").atMost(PATIENCE)
					.until(() -> devices.sum(Device::absences) == absent.size());
				devices.awaitConnected();
				devices.assertRight(history);
				print(start, "Each shows what its inbox holds", devices, nodes);
				System.out.println(absent.size() + " absences of more than is remembered; " + scenario.traffic.sent()
						+ " events; " + people);
				assertThat(devices.sum(Device::connections)).as("connections").isGreaterThan(CLIENTS * 2);
				assertThat(devices.reset()).as("devices that began again").isGreaterThanOrEqualTo(absent.size());
				assertThat(devices.sum(Device::elsewhere)).as("at the other node").isGreaterThan(CLIENTS / 2);
			}
		}
	}

	/**
	 * Cuts devices off while something happens to all.
	 * @return whose device was away for long
	 */
	private static List<String> outages(Scenario scenario, Devices devices) throws Exception {
		Random random = new Random(21);
		List<String> absent = new ArrayList<>();
		long pause = SESSION.toNanos() / CLIENTS;
		long start = System.nanoTime();
		for (long i = 1; System.nanoTime() - start < SECONDS * 1_000_000_000L; i++) {
			scenario.tell(devices.get(random.nextInt(devices.count())).user, 1);
			// Each tenth of those that are cut off first, which goes through all of them.
			int number = (i <= devices.count()) ? (int) i - 1 : random.nextInt(devices.count());
			Device device = devices.get(number);
			if (i <= devices.count() && i % 10 == 0) {
				absent.add(device.user);
				device.cut(() -> {
					scenario.tell(device.user, BEYOND);
					Thread.sleep(LONG);
				});
			}
			else {
				device.cut();
			}
			Thread.sleep(Duration.ofNanos(Math.max(0, start + i * pause - System.nanoTime())));
		}
		Thread.sleep(LONG);
		return absent;
	}

	private static void print(long start, String what, Devices devices, List<ServiceProcess> nodes) throws Exception {
		List<String> cpu = new ArrayList<>();
		for (ServiceProcess node : nodes) {
			cpu.add(node.cpu().toSeconds() + " s, " + (int) node.metric("millrace_notification_live_streams")
					+ " streams");
		}
		System.out.println((System.nanoTime() - start) / 1_000_000_000 + " s: " + what + ": " + devices
				+ "; CPU of the nodes " + cpu);
	}

}
