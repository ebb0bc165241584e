package io.millrace.standalone.compose;

import java.net.http.HttpRequest;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import lombok.extern.slf4j.Slf4j;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * The whole installation from its images: a part of each kind is restarted under traffic,
 * then every service in turn, and what people see is exact against the model.
 * <p>
 * By default one node of each service is restarted in the second part; with
 * {@code -Dmillrace.compose.rolling=all} every one.
 */
@Slf4j
@EnabledIfSystemProperty(named = "millrace.compose", matches = "true",
		disabledReason = "builds images and takes minutes: -Dmillrace.compose=true")
class ComposeIT {

	private static final int PATIENT = 60;

	private static final List<String> PARTS = List.of("kafka-2", "ingest-1", "notification-1", "dashboard-1",
			"inference-1", "redis");

	private final Compose compose = new Compose();

	@Test
	void everythingComesOutExactlyWhileItsPartsAreRestarted() throws Exception {
		Optional<String> obstacle = Compose.obstacle();
		assumeThat(obstacle).as("no compose here: %s", obstacle.orElse("")).isEmpty();
		try {
			this.compose.up();
			restartEverything();
		}
		finally {
			this.compose.down();
		}
	}

	private void restartEverything() throws Exception {
		Nodes ingest = new Nodes(this.compose.nodes("INGEST"));
		Nodes notifications = new Nodes(this.compose.nodes("NOTIFICATION"));
		Nodes dashboards = new Nodes(this.compose.nodes("DASHBOARD"));
		Nodes inference = new Nodes(this.compose.nodes("INFERENCE"));
		Load load = new Load(ingest, 20261122, 500_000);
		Outcome outcome = new Outcome(load, dashboards, notifications);

		for (String part : PARTS) {
			// What can't be acknowledged without a broker is sent until it is.
			double rate = load.during(300, PATIENT, () -> {
				this.compose.restart(part);
				return null;
			});
			log.info("{} restarted under {} events/s; {} batches were sent again so far", part, Math.round(rate),
					ingest.retries);
		}
		outcome.assertExact();
		assertThat(ingest.retries).as("the faults struck").hasPositiveValue();

		ingest.retries.set(0);
		Readers readers = new Readers(notifications, dashboards, inference);
		double rate = readers.during(() -> load.during(1_000, 1, this::restartServices));
		log.info("Services restarted under {} events/s, {} in all; {} batches and {} reads were tried once more",
				Math.round(rate), load.sent(), ingest.retries,
				notifications.retries.get() + dashboards.retries.get() + inference.retries.get());
		assertThat(rate).as("events a second").isGreaterThan(950);
		outcome.assertExact();
		assertThat(load.sent()).isGreaterThan(load.model().events());
	}

	private Object restartServices() throws Exception {
		boolean all = "all".equals(System.getProperty("millrace.compose.rolling"));
		for (String service : List.of("ingest", "notification", "dashboard", "inference")) {
			this.compose.restart(service + "-1");
			if (all) {
				this.compose.restart(service + "-2");
			}
		}
		return "done";
	}

	/**
	 * Somebody who reads and asks for vectors all the time, and tries once more at most.
	 */
	private record Readers(Nodes notifications, Nodes dashboards, Nodes inference) {

		double during(Callable<Double> work) throws Exception {
			AtomicBoolean done = new AtomicBoolean();
			AtomicInteger reads = new AtomicInteger();
			CompletableFuture<Void> reader = CompletableFuture.runAsync(() -> {
				while (!done.get()) {
					read(reads);
				}
			});
			try {
				return work.call();
			}
			finally {
				done.set(true);
				reader.get();
				assertThat(reads).as("reads").hasValueGreaterThan(10);
			}
		}

		private void read(AtomicInteger reads) {
			try {
				this.notifications.get("/v1/notifications?user=user-0&limit=1", 1);
				this.dashboards.get("/v1/query?metrics=events&step=all", 1);
				this.inference.send("/v1/embeddings",
						(request) -> request.header("Content-Type", "application/json")
							.POST(HttpRequest.BodyPublishers
								.ofString("{\"model\":\"all-minilm-l6-v2\",\"input\":\"" + reads.get() % 100 + "\"}")),
						1);
				reads.addAndGet(3);
				Thread.sleep(20);
			}
			catch (Exception ex) {
				throw new IllegalStateException(ex);
			}
		}

	}

}
