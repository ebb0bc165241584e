package io.millrace.standalone.promise;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Random;

import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Has all inboxes, or all figures, rebuilt, one time after the other, at whatever node
 * lives.
 */
final class Rebuilding implements AutoCloseable {

	private static final Duration PAUSE = Duration.ofMillis(200);

	private final String rebuilds;

	private final List<ServiceProcess> nodes;

	private final Random random = new Random(13);

	private final Thread thread;

	private volatile boolean finishing;

	private volatile int begun;

	private volatile int completed;

	private volatile @Nullable String wrong;

	/**
	 * @param rebuilds the path where they are started
	 */
	Rebuilding(String rebuilds, List<ServiceProcess> nodes) {
		this.rebuilds = rebuilds;
		this.nodes = nodes;
		this.thread = Thread.ofVirtual().start(this::run);
	}

	private void run() {
		try {
			while (!this.finishing && this.wrong == null) {
				HttpResponse<String> started = ask(true, this.rebuilds);
				if (started == null || started.statusCode() != 202) {
					// Not yet, or one whose answer was lost still runs.
					Thread.sleep(PAUSE);
					continue;
				}
				this.begun++;
				await(this.rebuilds + "/" + JsonMapper.shared().readTree(started.body()).get("id").asString());
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void await(String path) throws InterruptedException {
		while (true) {
			Thread.sleep(PAUSE);
			HttpResponse<String> answer = ask(false, path);
			if (answer == null || answer.statusCode() != 200) {
				continue;
			}
			JsonNode rebuild = JsonMapper.shared().readTree(answer.body());
			switch (rebuild.get("status").asString()) {
				case "running" -> {
				}
				case "completed" -> {
					this.completed++;
					return;
				}
				default -> {
					this.wrong = answer.body();
					return;
				}
			}
		}
	}

	/** Waits for one that begins from now on, and says which one it is. */
	int awaitNext(Duration patience) {
		int before = this.begun;
		Awaitility.await("another rebuild begins").atMost(patience).until(() -> this.begun > before);
		return this.begun;
	}

	/** Whether so many are completed. */
	boolean hasCompleted(int rebuilds) {
		return this.completed >= rebuilds;
	}

	/** Null if who was asked died, or nobody lives. */
	private @Nullable HttpResponse<String> ask(boolean start, String path) throws InterruptedException {
		List<ServiceProcess> living = List.copyOf(this.nodes);
		if (living.isEmpty()) {
			return null;
		}
		ServiceProcess node = living.get(this.random.nextInt(living.size()));
		try {
			return start ? node.post(path) : node.get(path);
		}
		catch (IOException ex) {
			return null;
		}
	}

	/**
	 * Waits for the last one.
	 * @return how many were completed
	 */
	int finish() throws InterruptedException {
		this.finishing = true;
		assertThat(this.thread.join(Duration.ofSeconds(90))).as("the last rebuild has ended").isTrue();
		assertThat(this.wrong).as("a rebuild that did not end well").isNull();
		return this.completed;
	}

	@Override
	public void close() {
		this.thread.interrupt();
	}

}
