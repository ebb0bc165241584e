package io.millrace.dashboard.live;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.dashboard.Installation;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What viewers get from {@code GET /v1/live}.
 */
class LiveIT {

	private static final Installation INSTALLATION = new Installation();

	private final HttpClient http = HttpClient.newHttpClient();

	@AfterAll
	static void stop() {
		INSTALLATION.close();
	}

	/** A viewer with an open stream. */
	private final class Viewer implements AutoCloseable {

		private final List<JsonNode> frames = new ArrayList<>();

		private final List<String> ids = new ArrayList<>();

		private final List<String> others = new ArrayList<>();

		private final Stream<String> lines;

		private final Thread reader;

		Viewer(URI uri, String... last) throws Exception {
			HttpRequest.Builder request = HttpRequest.newBuilder(uri).header("Accept", "text/event-stream");
			Stream.of(last).forEach((id) -> request.header("Last-Event-ID", id));
			HttpResponse<Stream<String>> response = LiveIT.this.http.send(request.build(),
					HttpResponse.BodyHandlers.ofLines());
			assertThat(response.headers().firstValue("Content-Type").orElse("")).startsWith("text/event-stream");
			this.lines = response.body();
			this.reader = Thread.startVirtualThread(this::read);
		}

		private void read() {
			JsonMapper json = new JsonMapper();
			try {
				this.lines.forEach((line) -> add(json, line));
			}
			catch (RuntimeException ex) {
				// Closed, by one side or the other.
			}
		}

		private synchronized void add(JsonMapper json, String line) {
			if (line.startsWith("data:")) {
				this.frames.add(json.readTree(line.substring("data:".length())));
			}
			else if (line.startsWith("id:")) {
				this.ids.add(line.substring("id:".length()));
			}
			else {
				this.others.add(line);
			}
		}

		/** Those lines that carry neither a frame nor an id. */
		synchronized String text() {
			return String.join("\n", this.others);
		}

		synchronized List<String> ids() {
			return List.copyOf(this.ids);
		}

		String lastId() {
			await().atMost(Installation.SOON).until(() -> !ids().isEmpty());
			return ids().getLast();
		}

		synchronized List<JsonNode> frames() {
			return List.copyOf(this.frames);
		}

		JsonNode latest() {
			await().atMost(Installation.SOON).until(() -> !frames().isEmpty());
			return frames().getLast();
		}

		boolean hasEnded() {
			return !this.reader.isAlive();
		}

		@Override
		public void close() {
			this.lines.close();
		}

	}

	private static double framesMade() {
		return INSTALLATION.bean(MeterRegistry.class).get("millrace.dashboard.live.frame").timer().count();
	}

	private static double viewers() {
		return INSTALLATION.bean(MeterRegistry.class).get("millrace.dashboard.live.viewers").gauge().value();
	}

	@Test
	void showsEventsSoonAfterTheyCome() throws Exception {
		INSTALLATION.awaitCounted();
		try (Viewer viewer = new Viewer(INSTALLATION.uri("/v1/live"))) {
			INSTALLATION.send("live.shown", 25, 5);
			await().atMost(Installation.SOON).untilAsserted(() -> {
				JsonNode frame = viewer.latest();
				assertThat(sum(series(frame, "live.shown").path("events"))).isEqualTo(25);
				assertThat(frame.path("recent").path("eventsPerSecond").asDouble()).isPositive();
				assertThat(frame.path("audience").path("usersLast5m").asLong()).isGreaterThanOrEqualTo(5);
				assertThat(frame.path("pipeline").path("topics").path(0).path("name").asString())
					.isEqualTo("user-events");
				assertThat(frame.path("asOf").path("generation").asString()).isNotEmpty();
			});
		}
	}

	private static JsonNode series(JsonNode frame, String type) {
		for (JsonNode series : frame.path("recent").path("types")) {
			if (series.path("type").asString().equals(type)) {
				return series;
			}
		}
		return frame.path("recent").path("none");
	}

	private static long sum(JsonNode events) {
		long sum = 0;
		for (JsonNode count : events) {
			sum += count.asLong();
		}
		return sum;
	}

	@Test
	void makesEachFrameOnceForAllViewers() throws Exception {
		double before = framesMade();
		try (Viewer one = new Viewer(INSTALLATION.uri("/v1/live"));
				Viewer other = new Viewer(INSTALLATION.uri("/v1/live"))) {
			await().atMost(Installation.SOON).until(() -> one.frames().size() >= 6 && other.frames().size() >= 6);
			Set<String> shared = times(one);
			shared.retainAll(times(other));
			assertThat(shared).as("both get the same frames").hasSizeGreaterThanOrEqualTo(5);
			assertThat(framesMade() - before).as("made for both").isLessThanOrEqualTo(one.frames().size() + 2);
		}
	}

	@Test
	void givesAViewerThatComesBackTheNewestFrameUnlessItHasThat() throws Exception {
		try (Viewer watching = new Viewer(INSTALLATION.uri("/v1/live"))) {
			watching.latest();
			assertThat(watching.text()).contains("retry:1000");
			String had = watching.lastId();
			try (Viewer back = new Viewer(INSTALLATION.uri("/v1/live"), had)) {
				back.lastId();
				assertThat(back.ids()).as("what it has is not sent again").doesNotContain(had);
			}
			try (Viewer elsewhere = new Viewer(INSTALLATION.uri("/v1/live"), "another-7")) {
				elsewhere.lastId();
				assertThat(elsewhere.ids().getFirst()).as("of another node or start").isNotEqualTo("another-7");
			}
			await().atMost(Installation.SOON).until(() -> watching.ids().size() >= 4);
			assertThat(watching.ids()).doesNotHaveDuplicates();
		}
	}

	private static Set<String> times(Viewer viewer) {
		Set<String> times = new HashSet<>();
		viewer.frames().forEach((frame) -> times.add(frame.path("at").asString()));
		return times;
	}

	@Test
	void makesNoFramesWhileNobodyWatches() throws Exception {
		try (Viewer viewer = new Viewer(INSTALLATION.uri("/v1/live"))) {
			assertThat(viewer.latest()).isNotNull();
		}
		await().atMost(Installation.SOON).until(() -> viewers() == 0);
		await().atMost(Installation.SOON).untilAsserted(() -> {
			double before = framesMade();
			await().during(Duration.ofMillis(2500)).atMost(Duration.ofSeconds(5)).until(() -> framesMade() == before);
		});
	}

	@Test
	void saysThatRedisIsAwayAndGoesOnWhenItIsBack() throws Exception {
		INSTALLATION.send("live.redis", 10, 5);
		INSTALLATION.awaitCounted();
		try (Viewer viewer = new Viewer(INSTALLATION.uri("/v1/live"))) {
			viewer.latest();
			INSTALLATION.backends().killRedis();
			try {
				await().atMost(Installation.SOON).untilAsserted(() -> {
					JsonNode frame = viewer.latest();
					assertThat(frame.path("error").path("code").asString()).isEqualTo("redis-unavailable");
					assertThat(frame.has("recent")).as("no zeros, no old figures").isFalse();
					assertThat(frame.path("pipeline").path("kafka").path("reachable").asBoolean(false)).isTrue();
				});
			}
			finally {
				INSTALLATION.backends().restartRedis();
			}
			await().atMost(Installation.SOON).untilAsserted(() -> {
				JsonNode frame = viewer.latest();
				assertThat(frame.has("error")).isFalse();
				assertThat(sum(series(frame, "live.redis").path("events"))).as("filled again from the log")
					.isEqualTo(10);
			});
		}
	}

	@Test
	void endsItsStreamsWhenTheServiceStops() throws Exception {
		ConfigurableApplicationContext another = INSTALLATION.run();
		try (Viewer viewer = new Viewer(Installation.uri(another, "/v1/live"))) {
			assertThat(viewer.latest()).isNotNull();
			long begin = System.nanoTime();
			another.close();
			assertThat(Duration.ofNanos(System.nanoTime() - begin)).as("time to stop")
				.isLessThan(Duration.ofSeconds(10));
			await().atMost(Installation.SOON).until(viewer::hasEnded);
		}
		finally {
			another.close();
		}
	}

}
