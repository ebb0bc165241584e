package io.millrace.dashboard.live;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.ref.WeakReference;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;

import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.common.web.SseProperties;
import io.millrace.common.web.SseStreams;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A viewer that doesn't read, on a socket: with frames that are larger and come faster
 * than a pipeline's, so that the operating system's buffers fill within a moment.
 */
class SlowViewerIT {

	private static final Duration SOON = Duration.ofSeconds(30);

	/** More than a connection's buffers take. */
	private static final int STALLED_FOR = 300;

	private ConfigurableApplicationContext context;

	private Made made;

	@BeforeEach
	void start() {
		this.context = new SpringApplication(Application.class).run("--server.port=0", "--server.address=127.0.0.1",
				"--spring.threads.virtual.enabled=true", "--spring.config.name=none");
		this.made = this.context.getBean(Made.class);
	}

	@AfterEach
	void stop() {
		this.context.close();
	}

	/** The frames that were made, as far as somebody holds them. */
	static final class Made {

		private final List<WeakReference<String>> frames = new CopyOnWriteArrayList<>();

		String next() {
			// Not a constant, which would never be forgotten.
			String frame = new String("x".repeat(100_000) + this.frames.size());
			this.frames.add(new WeakReference<>(frame));
			return frame;
		}

		int count() {
			return this.frames.size();
		}

		long held() {
			return this.frames.stream().filter((frame) -> frame.get() != null).count();
		}

	}

	private final class Viewer implements AutoCloseable {

		private final Socket socket = new Socket();

		private final BufferedReader reader;

		Viewer(String... headers) throws IOException {
			String port = SlowViewerIT.this.context.getEnvironment().getProperty("local.server.port");
			this.socket.setReceiveBufferSize(8_192);
			this.socket.connect(new InetSocketAddress("127.0.0.1", Integer.parseInt(Objects.requireNonNull(port))));
			this.socket.setSoTimeout((int) SOON.toMillis());
			this.socket.getOutputStream()
				.write(("GET /v1/live HTTP/1.1\r\nHost: x\r\n" + String.join("", headers) + "\r\n")
					.getBytes(StandardCharsets.US_ASCII));
			this.reader = new BufferedReader(
					new InputStreamReader(this.socket.getInputStream(), StandardCharsets.UTF_8));
		}

		/** Reads up to the next line of a field. */
		String next(String field) throws IOException {
			String line;
			do {
				line = this.reader.readLine();
				assertThat(line).as("the stream goes on").isNotNull();
			}
			while (!line.startsWith(field + ":"));
			return line.substring(field.length() + 1);
		}

		/** The number of the next frame. */
		long frame() throws IOException {
			return number(next("id"));
		}

		@Override
		public void close() throws IOException {
			this.socket.close();
		}

	}

	private static long number(String id) {
		return Long.parseLong(id.substring(id.indexOf('-') + 1));
	}

	@Test
	void skipsFramesAndSeesTheNewestWhenItReadsAgain() throws IOException {
		SseStreams streams = this.context.getBean(SseStreams.class);
		try (Viewer slow = new Viewer(); Viewer quick = new Viewer()) {
			long first = slow.frame();
			while (this.made.count() < first + STALLED_FOR) {
				quick.frame();
			}
			assertThat(streams.size()).as("nobody is dropped").isEqualTo(2);
			await().atMost(SOON).untilAsserted(() -> {
				System.gc();
				assertThat(this.made.held()).as("frames in memory, of " + this.made.count()).isLessThan(10);
			});
			long madeMeanwhile = this.made.count();
			List<Long> read = new ArrayList<>();
			do {
				read.add(slow.frame());
			}
			while (read.getLast() < madeMeanwhile);
			assertThat(read).as("in order").isSorted().doesNotHaveDuplicates();
			assertThat(longestGap(read)).as("frames skipped at once, of those that were on their way " + read)
				.isGreaterThan(STALLED_FOR / 4);
			assertThat(streams.size()).isEqualTo(2);
		}
	}

	private static long longestGap(List<Long> read) {
		long longest = 0;
		for (int i = 1; i < read.size(); i++) {
			longest = Math.max(longest, read.get(i) - read.get(i - 1));
		}
		return longest;
	}

	@Test
	void comesBackToTheNewestFrame() throws IOException {
		try (Viewer other = new Viewer()) {
			String had;
			try (Viewer viewer = new Viewer()) {
				assertThat(viewer.next("retry")).isEqualTo("50");
				had = viewer.next("id");
			}
			long missed = 0;
			while (missed < number(had) + 5) {
				missed = other.frame();
			}
			try (Viewer again = new Viewer("Last-Event-ID: " + had + "\r\n")) {
				assertThat(again.frame()).as("not those in between").isGreaterThanOrEqualTo(missed);
			}
		}
	}

	@SpringBootConfiguration
	@ImportAutoConfiguration({ TomcatServletWebServerAutoConfiguration.class, DispatcherServletAutoConfiguration.class,
			WebMvcAutoConfiguration.class })
	@Import(LiveController.class)
	static class Application {

		static final Duration INTERVAL = Duration.ofMillis(50);

		@Bean
		Made made() {
			return new Made();
		}

		@Bean
		SseStreams streams() {
			return SseStreams.ofNewest(new SseProperties(Duration.ofSeconds(10), 256), INTERVAL);
		}

		@Bean
		LiveFeed feed(SseStreams streams, Made made) {
			return new LiveFeed(streams, made::next, INTERVAL,
					Timer.builder("frames").register(new SimpleMeterRegistry()));
		}

	}

}
