package io.millrace.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class LoadTests {

	private static final List<byte[]> REQUESTS = List.of(HttpConnection.post("/taken", "application/json", "{}"));

	private final AtomicInteger served = new AtomicInteger();

	private final AtomicInteger stallAt = new AtomicInteger(-1);

	@SuppressWarnings("NullAway.Init")
	private HttpServer server;

	@BeforeEach
	void start() throws IOException {
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
		this.server.createContext("/taken", (exchange) -> answer(exchange, 202));
		this.server.createContext("/refused", (exchange) -> answer(exchange, 503));
		this.server.start();
	}

	@AfterEach
	void stop() {
		this.server.stop(0);
	}

	private void answer(HttpExchange exchange, int status) throws IOException {
		exchange.getRequestBody().readAllBytes();
		if (this.served.incrementAndGet() == this.stallAt.get()) {
			try {
				Thread.sleep(400);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}
		// Without a length it is answered in chunks.
		exchange.sendResponseHeaders(status, (this.served.get() % 2 == 0) ? 2 : 0);
		exchange.getResponseBody().write("{}".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
		exchange.close();
	}

	private Load load(List<byte[]> requests, int connections) {
		return new Load(this.server.getAddress().getPort(), requests, connections);
	}

	@Test
	void countsWhatWasAnswered() {
		Load.Outcome outcome = load(REQUESTS, 4).asFastAsAnswered(Duration.ofMillis(300));
		assertThat(outcome.answered()).isPositive().isEqualTo(this.served.get());
		assertThat(outcome.latencies().getTotalCount()).isEqualTo(outcome.answered());
	}

	@Test
	void latencyCountsFromWhenARequestWasDue() {
		this.stallAt.set(5);
		Load.Outcome outcome = load(REQUESTS, 1).atRate(100, Duration.ofSeconds(1));
		assertThat(outcome.answered()).isEqualTo(100);
		// Some 40 requests were due during the stall.
		assertThat(outcome.latencies().getCountBetweenValues(50_000, 10_000_000)).isGreaterThan(25);
	}

	@Test
	void anythingButATakenEventEndsTheMeasurement() {
		Load load = load(List.of(HttpConnection.post("/refused", "application/json", "{}")), 1);
		assertThatThrownBy(() -> load.asFastAsAnswered(Duration.ofMillis(300))).hasMessageContaining("503");
	}

}
