package io.millrace.common.web;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class SseStreamsTests {

	private ConfigurableApplicationContext context;

	private SseStreams streams;

	@BeforeEach
	void start() {
		this.context = new SpringApplicationBuilder(Application.class).run("--millrace.security.mode=none",
				"--server.port=0", "--server.address=127.0.0.1", "--spring.threads.virtual.enabled=true",
				"--server.shutdown=graceful", "--millrace.sse.heartbeat=200ms", "--millrace.sse.max-pending=8");
		this.streams = this.context.getBean("streams", SseStreams.class);
	}

	@AfterEach
	void stop() {
		this.context.close();
	}

	private Socket connect() throws IOException {
		return connect("/live");
	}

	private Socket connect(String path) throws IOException {
		String port = Objects.requireNonNull(this.context.getEnvironment().getProperty("local.server.port"));
		Socket socket = new Socket();
		socket.setReceiveBufferSize(8_192);
		socket.connect(new InetSocketAddress("127.0.0.1", Integer.parseInt(port)));
		socket.setSoTimeout(10_000);
		SseStreams opened = path.equals("/newest") ? this.context.getBean("newest", SseStreams.class) : this.streams;
		int before = opened.size();
		socket.getOutputStream()
			.write(("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
		await().until(() -> opened.size() == before + 1);
		return socket;
	}

	private static BufferedReader reader(Socket socket) throws IOException {
		return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
	}

	private static void readUntil(BufferedReader reader, String line) throws IOException {
		String read;
		do {
			read = reader.readLine();
			assertThat(read).as("end of stream before " + line).isNotNull();
		}
		while (!line.equals(read));
	}

	@Test
	void oneThatMayNotLastEndsAndTheOthersDoNot() throws IOException {
		try (Socket ann = connect("/live"); Socket ben = connect("/short")) {
			long start = System.nanoTime();
			this.streams.broadcast(new SseEvent("e:1", "item", "{}"));
			BufferedReader lines = reader(ben);
			readUntil(lines, "data:{}");
			readUntil(lines, "0");
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(Duration.ofMillis(100),
					Duration.ofSeconds(10));
			assertThat(this.streams.size()).isOne();
			readUntil(reader(ann), "data:{}");
		}
	}

	@Test
	void everyClientGetsEveryEventInOrder() throws IOException {
		try (Socket ann = connect(); Socket ben = connect()) {
			this.streams.broadcast(new SseEvent("e:1", "item", "{\"a\":\"é😀\"}"));
			this.streams.broadcast(new SseEvent(null, "badge", "two\nlines"));
			for (BufferedReader reader : new BufferedReader[] { reader(ann), reader(ben) }) {
				readUntil(reader, "event:item");
				readUntil(reader, "data:{\"a\":\"é😀\"}");
				readUntil(reader, "id:e:1");
				readUntil(reader, "event:badge");
				readUntil(reader, "data:two");
				readUntil(reader, "data:lines");
			}
		}
	}

	@Test
	void silenceIsBrokenByComments() throws IOException {
		try (Socket ann = connect()) {
			BufferedReader reader = reader(ann);
			readUntil(reader, ":");
			readUntil(reader, ":");
		}
	}

	@Test
	void aClientThatIsGoneIsForgotten() throws IOException {
		connect().close();

		await().atMost(Duration.ofSeconds(10)).until(() -> this.streams.size() == 0);
	}

	@Test
	void aClientThatDoesNotReadIsDroppedAndHoldsUpNobody() throws IOException {
		try (Socket slow = connect(); Socket ann = connect()) {
			BufferedReader reader = reader(ann);
			String data = "x".repeat(100_000);
			for (int i = 0; i < 200 && this.streams.size() > 1; i++) {
				this.streams.broadcast(new SseEvent(null, "n" + i, data));
				readUntil(reader, "event:n" + i);
			}
			assertThat(this.streams.size()).isEqualTo(1);
			this.streams.broadcast(new SseEvent(null, "after", "1"));
			readUntil(reader, "event:after");
			assertThat(slow.isConnected()).isTrue();
		}
	}

	@Test
	void aClientThatDoesNotReadSkipsToTheNewestWhereEventsMayBeSkipped() throws IOException {
		SseStreams newest = this.context.getBean("newest", SseStreams.class);
		try (Socket slow = connect("/newest")) {
			BufferedReader reader = reader(slow);
			readUntil(reader, "retry:1500");
			String data = "x".repeat(100_000);
			for (int i = 0; i < 200; i++) {
				newest.broadcast(new SseEvent("i" + i, "n" + i, data));
			}
			assertThat(newest.size()).as("isn't dropped").isOne();
			List<String> names = new ArrayList<>();
			do {
				String line = reader.readLine();
				assertThat(line).as("end of stream after " + names).isNotNull();
				if (line.startsWith("event:")) {
					names.add(line.substring("event:".length()));
				}
			}
			while (!names.contains("n199"));
			assertThat(names).as("has skipped").hasSizeLessThan(200);
			newest.broadcast(new SseEvent(null, "after", "1"));
			readUntil(reader, "event:after");
		}
	}

	@Test
	void anOpenStreamDoesNotDelayTheShutdown() throws IOException {
		try (Socket ann = connect()) {
			long start = System.nanoTime();
			this.context.close();
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
			assertThat(ann.isConnected()).isTrue();
		}
	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	@Import(LiveController.class)
	static class Application {

		@Bean
		SseStreams streams(SseProperties properties) {
			return new SseStreams(properties);
		}

		@Bean
		SseStreams newest(SseProperties properties) {
			return SseStreams.ofNewest(properties, Duration.ofMillis(1500));
		}

	}

	@RestController
	record LiveController(SseStreams streams, SseStreams newest) {

		@GetMapping("/live")
		SseEmitter live() {
			return this.streams.open().emitter();
		}

		@GetMapping("/newest")
		SseEmitter newestOnly() {
			return this.newest.open().emitter();
		}

		@GetMapping("/short")
		SseEmitter brief() {
			return this.streams.open(Duration.ofMillis(500)).emitter();
		}

	}

}
