package io.millrace.standalone.promise;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.ToIntFunction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Devices that show inboxes, several to some of them.
 */
final class Devices implements AutoCloseable {

	private static final Duration PATIENCE = Duration.ofSeconds(120);

	private final List<Device> all = new ArrayList<>();

	private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

	private final List<Future<?>> running = new ArrayList<>();

	/**
	 * Turns devices on.
	 * @param users whose inboxes they show, one for each device
	 * @param nodes those that can be asked, at any time
	 */
	Devices(List<String> users, List<ServiceProcess> nodes) {
		for (String user : users) {
			Device device = new Device(user, nodes, this.all.size());
			this.all.add(device);
			// Not all at once.
			long number = this.all.size();
			this.running.add(this.threads.submit(() -> {
				Thread.sleep(number);
				device.run();
				return null;
			}));
		}
	}

	void awaitConnected() {
		await("all devices are connected").atMost(PATIENCE)
			.until(() -> this.all.stream().allMatch(Device::isConnected));
	}

	Device get(int number) {
		return this.all.get(number);
	}

	int count() {
		return this.all.size();
	}

	int sum(ToIntFunction<Device> figure) {
		return this.all.stream().mapToInt(figure).sum();
	}

	/** How many had to begin again with the list. */
	long reset() {
		return this.all.stream().filter((device) -> device.resets() > 0).count();
	}

	/** Each comes to show what the log says of its inbox. */
	void assertRight(InboxHistory history) throws Exception {
		List<Device> wrong = new ArrayList<>(this.all);
		long end = System.nanoTime() + PATIENCE.toNanos();
		while (!wrong.isEmpty() && System.nanoTime() < end) {
			for (Iterator<Device> each = wrong.iterator(); each.hasNext();) {
				Device device = each.next();
				if (device.view().equals(history.now(device.user))) {
					each.remove();
				}
			}
			Thread.sleep(100);
		}
		for (Future<?> one : this.running) {
			// What one has failed with says more.
			if (one.isDone()) {
				one.get();
			}
		}
		if (!wrong.isEmpty()) {
			Device one = wrong.getFirst();
			assertThat(one.view()).as("what a device of %s shows, one of %s that are wrong", one.user, wrong.size())
				.isEqualTo(history.now(one.user));
		}
	}

	@Override
	public String toString() {
		return count() + " devices, " + sum(Device::connections) + " connections, " + sum(Device::elsewhere)
				+ " of them to another node than before, " + sum(Device::resets) + " resets of " + reset() + " devices";
	}

	@Override
	public void close() throws IOException {
		for (Device device : this.all) {
			device.stop();
		}
		this.threads.shutdownNow();
	}

}
