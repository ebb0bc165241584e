package io.millrace.standalone;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

import io.millrace.embedded.Ports;
import io.millrace.standalone.StandaloneProcess.PortsInUse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class StandaloneIT {

	private static final Duration VISIBLE_WITHIN = Duration.ofSeconds(30);

	private static final Duration STOPPED_WITHIN = Duration.ofSeconds(20);

	private final PortsInUse ports = PortsInUse.free();

	@TempDir
	Path directory;

	@Test
	void keepsWhatItWasToldOverRestart() throws Exception {
		JsonNode before;
		HttpResponse<String> computed;
		try (StandaloneProcess first = StandaloneProcess.start(this.directory, this.ports).awaitReady()) {
			computed = first.embed("Payment received");
			assertThat(computed.headers().firstValue("Cache-Status").orElse("")).contains("fwd=miss");
			await().atMost(VISIBLE_WITHIN).until(() -> first.counted("inference.miss") == 1);
			pay(first, "A-1");
			await().atMost(VISIBLE_WITHIN).until(() -> first.inbox("ann").get("unread").intValue() == 1);
			before = first.inbox("ann");
			assertThat(before.at("/items/0/body").stringValue()).isEqualTo("Order A-1: 12.50 EUR");
			await().atMost(VISIBLE_WITHIN).until(() -> first.counted("order.paid") == 1);
			assertThat(first.page()).contains("<title>");
			assertThat(first.output()).contains("http://localhost:" + this.ports.dashboard() + "/")
				.containsPattern("INFO ingest-service .*Serves on port " + this.ports.ingest())
				.containsPattern("INFO notification-service .*Serves on port " + this.ports.notification())
				.containsPattern("INFO dashboard-service .*Serves on port " + this.ports.dashboard())
				.containsPattern("INFO inference-service .*Serves on port " + this.ports.inference());
			refusesASecondOne(first);
			assertThat(first.stop("TERM")).isLessThan(STOPPED_WITHIN);
			assertThat(first.output()).contains("Stopped after").doesNotContain("\tat ");
		}
		assertThat(this.ports.all()).allMatch(Ports::isFree);
		try (StandaloneProcess second = StandaloneProcess.start(this.directory, this.ports).awaitReady()) {
			await().atMost(VISIBLE_WITHIN).ignoreExceptions().until(() -> second.inbox("ann").equals(before));
			await().atMost(VISIBLE_WITHIN).until(() -> second.counted("order.paid") == 1);
			pay(second, "A-2");
			await().atMost(VISIBLE_WITHIN).until(() -> second.inbox("ann").get("unread").intValue() == 2);
			await().atMost(VISIBLE_WITHIN).until(() -> second.counted("order.paid") == 2);
			// Four groups on topics of six partitions.
			await().atMost(VISIBLE_WITHIN)
				.untilAsserted(() -> assertThat(second.metrics())
					.filteredOn((sample) -> sample.startsWith("millrace_sink_lag_records{"))
					.hasSize(24)
					.allMatch((sample) -> sample.endsWith(" 0.0")));
			// What came in before the restart is not this life's.
			await().atMost(VISIBLE_WITHIN)
				.untilAsserted(() -> assertThat(second.ledger()).containsEntry("received", 1L)
					.containsEntry("committed", 1L)
					.containsEntry("inFlight", 0L)
					.containsEntry("inbox.applied", 1L)
					.containsEntry("notification.applied", 1L)
					.containsEntry("dashboard.applied", 1L));
			// The last, as the hit is an event, too.
			HttpResponse<String> kept = second.embed("Payment received");
			assertThat(kept.headers().firstValue("Cache-Status").orElse("")).contains("; hit");
			assertThat(kept.body()).isEqualTo(computed.body());
			assertThat(second.stop("INT")).isLessThan(STOPPED_WITHIN);
		}
		assertThat(this.ports.all()).allMatch(Ports::isFree);
	}

	@Test
	void demoSendsWhatItMissedAndGoesOnLive() throws Exception {
		Path demo = Files.createDirectories(this.directory.resolve("data").resolve("demo"));
		Files.writeString(demo.resolve("sent-until"), Instant.now().minusSeconds(120).toString());
		// Nothing is sent there; but without an endpoint there is nothing to watch of it.
		String endpoint = "--millrace.notification.webhook.endpoints[0].";
		try (StandaloneProcess standalone = StandaloneProcess
			.start(this.directory, this.ports, "--demo", endpoint + "name=watched",
					endpoint + "url=https://hooks.example.com/",
					endpoint + "secret=whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3")
			.awaitReady()) {
			await().atMost(VISIBLE_WITHIN).until(() -> standalone.output().contains("from now on they are live"));
			await().atMost(VISIBLE_WITHIN).until(() -> standalone.counted("shop.view") > 1_000);
			long counted = standalone.counted("shop.view");
			await().atMost(VISIBLE_WITHIN).until(() -> standalone.counted("shop.view") > counted);
			await().atMost(VISIBLE_WITHIN)
				.until(() -> standalone.inbox("seller-mill").at("/items/0/title").asString().contains(" likes "));
			assertThat(WatchedMetrics.names()).hasSizeGreaterThan(20);
			await("metrics that are watched exist").atMost(VISIBLE_WITHIN)
				.untilAsserted(() -> assertThat(standalone.metrics()).extracting((sample) -> sample.split("[{ ]", 2)[0])
					.containsAll(WatchedMetrics.names()));
			assertThat(standalone.stop("TERM")).isLessThan(STOPPED_WITHIN);
		}
	}

	@Test
	void namesTakenPortItsPropertyAndItsHolder() throws Exception {
		try (ServerSocket taken = new ServerSocket(this.ports.notification(), 1, InetAddress.getByName("127.0.0.1"));
				StandaloneProcess standalone = StandaloneProcess.start(this.directory, this.ports)) {
			assertThat(standalone.awaitExit()).isOne();
			assertThat(standalone.output())
				.contains("Port " + taken.getLocalPort() + " is taken, by pid " + ProcessHandle.current().pid())
				.contains("--millrace.standalone.notification.port=")
				.doesNotContain("\tat ");
		}
	}

	private void refusesASecondOne(StandaloneProcess first) throws Exception {
		try (StandaloneProcess second = StandaloneProcess.start(this.directory, PortsInUse.free())) {
			assertThat(second.awaitExit()).isOne();
			assertThat(second.output()).contains(this.directory.resolve("data") + " is in use")
				.contains("pid " + first.pid())
				.doesNotContain("\tat ");
		}
	}

	private static void pay(StandaloneProcess standalone, String order) throws Exception {
		JsonNode answer = standalone.post("""
				{"type":"order.paid","subject":"ann","data":{"orderId":"%s","amount":12.50,"currency":"EUR"}}
				""".formatted(order));
		assertThat(answer.at("/results/0/status").stringValue()).isEqualTo("committed");
	}

}
