package io.millrace.notification;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.millrace.notification.NotificationFixture.Answer;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.context.ConfigurableApplicationContext;

import static io.millrace.notification.NotificationFixture.inbox;
import static io.millrace.notification.NotificationFixture.newestFirst;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * First starts: on what isn't there yet, with others, and on what doesn't fit.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StartIT {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private NotificationFixture service;

	/** Each start finds other topics, and nothing in Redis. */
	private int start;

	@BeforeAll
	void backends() {
		this.service = new NotificationFixture();
	}

	@BeforeEach
	void afresh() {
		this.start++;
		this.service.flushRedis();
	}

	@AfterEach
	void stop() {
		this.service.stop();
	}

	@AfterAll
	void stopBackends() {
		this.service.close();
	}

	private String events() {
		return "user-events-" + this.start;
	}

	private String inboxes() {
		return "inbox-log-" + this.start;
	}

	private String[] onOwnTopics(String... arguments) {
		return Stream
			.concat(Stream.of("--millrace.topics.user-events.name=" + events(),
					"--millrace.topics.inbox-log.name=" + inboxes()), Stream.of(arguments))
			.toArray(String[]::new);
	}

	private void tell(String user, int number) {
		this.service.send(events(), null, user,
				NotificationFixture.event(user, "e" + number, "{\"n\":" + number + "}"));
	}

	@Test
	void waitsForKafkaAndRedis() throws Exception {
		assumeTrue(this.service.backends.redisCluster().isEmpty(), "a cluster's nodes name one another, not the door");
		int kafka = freePort();
		int redis = freePort();
		this.service.start(onOwnTopics("--spring.kafka.bootstrap-servers=127.0.0.1:" + kafka,
				"--spring.data.redis.url=redis://127.0.0.1:" + redis));
		assertThat(this.service.management("/actuator/health/liveness").status()).isEqualTo(200);
		assertThat(this.service.management("/actuator/health/readiness").status()).isEqualTo(503);
		assertThat(this.service.management("/actuator/health").body()).contains("Kafka doesn't answer");
		Answer list = this.service.get(inbox("early"));
		assertThat(list.isRetryable503()).isTrue();
		assertThat(list.json().get("type").asString()).endsWith("/redis-unavailable");
		Answer action = this.service.post("/v1/notifications/AAAAAAAAAAAAAAAAAAAAAA/read?user=early");
		assertThat(action.isRetryable503()).isTrue();
		assertThat(action.json().get("type").asString()).endsWith("/kafka-unavailable");
		assertThat(this.service.get("/v1/rules").status()).isEqualTo(200);

		try (Door _ = new Door(kafka, this.service.backends.kafkaBootstrapServers())) {
			await().atMost(PATIENCE)
				.until(() -> this.service.management("/actuator/health").json().at("/components/pipeline/status"),
						(status) -> status.asString().equals("UP"));
			assertThat(this.service.get(inbox("early")).isRetryable503()).isTrue();
			assertThat(this.service.management("/actuator/health/readiness").status()).as("without Redis")
				.isEqualTo(503);
			try (Door _ = new Door(redis, this.service.backends.redisNodes().getFirst())) {
				await().atMost(PATIENCE)
					.until(() -> this.service.management("/actuator/health/readiness").status() == 200);
				tell("early", 1);
				this.service.awaitNewest("early", 1);
			}
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "consumer", "classic" })
	void startsOnSeveralNodesAtOnce(String protocol) {
		// Before anybody has decided anything, so that the positions matter.
		List<String> users = IntStream.range(0, 50).mapToObj((number) -> "user-" + number).toList();
		this.service.admin.createTopics(List.of(topic(events(), Map.of())));
		await().ignoreExceptions().atMost(PATIENCE).untilAsserted(() -> tell(users.getFirst(), 0));
		users.forEach((user) -> tell(user, 0));
		CompletableFuture<ConfigurableApplicationContext> one = node(protocol);
		CompletableFuture<ConfigurableApplicationContext> another = node(protocol);
		try (ConfigurableApplicationContext first = one.join();
				ConfigurableApplicationContext second = another.join()) {
			this.service.start(onOwnTopics("--millrace.kafka.group-protocol=" + protocol));
			users.forEach((user) -> tell(user, 1));
			users.forEach((user) -> this.service.awaitNewest(user, 1));
			assertThat(users)
				.allSatisfy((user) -> assertThat(this.service.get(inbox(user)).titles()).isEqualTo(newestFirst(1, 0)));
			assertThat(this.service.management("/actuator/health").body()).doesNotContain("STOPPED");
			assertThat(first.isActive() && second.isActive()).isTrue();
		}
	}

	private CompletableFuture<ConfigurableApplicationContext> node(String protocol) {
		return CompletableFuture.supplyAsync(() -> this.service.launch(NotificationApplication.application(),
				onOwnTopics("--millrace.kafka.group-protocol=" + protocol)));
	}

	@Test
	void refusesToKeepInboxesLongerThanTheirLog() throws Exception {
		this.service.admin.createTopics(List.of(topic(inboxes(), Map.of("retention.ms", "86400000")))).all().get();
		assertThatThrownBy(() -> this.service.start(onOwnTopics())).hasStackTraceContaining(
				"Inboxes are to be kept for PT2160H, but topic " + inboxes() + " keeps records for PT24H only");
		this.service.start(onOwnTopics("--millrace.notification.inbox.retention=1d"));
	}

	@Test
	void refusesTopicsWithOtherPartitions() throws Exception {
		this.service.admin.createTopics(List.of(new NewTopic(inboxes(), 3, this.service.backends.replicas())))
			.all()
			.get();
		assertThatThrownBy(() -> this.service.start(onOwnTopics()))
			.hasStackTraceContaining("Topic '" + inboxes() + "' has 3 partitions, but 6 are configured");
	}

	private NewTopic topic(String name, Map<String, String> configuration) {
		return new NewTopic(name, 6, this.service.backends.replicas()).configs(configuration);
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
	}

	/** A port that leads to another as long as it is open. */
	private static final class Door implements AutoCloseable {

		private final ServerSocket server;

		Door(int port, String target) throws IOException {
			this.server = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
			URI to = URI.create("tcp://" + target);
			Thread.startVirtualThread(() -> {
				while (!this.server.isClosed()) {
					try {
						Socket here = this.server.accept();
						Socket there = new Socket(to.getHost(), to.getPort());
						Thread.startVirtualThread(() -> copy(here, there));
						Thread.startVirtualThread(() -> copy(there, here));
					}
					catch (IOException ex) {
						return;
					}
				}
			});
		}

		private static void copy(Socket from, Socket to) {
			try (from; to) {
				from.getInputStream().transferTo(to.getOutputStream());
			}
			catch (IOException ex) {
				// One of them hung up.
				return;
			}
		}

		@Override
		public void close() throws IOException {
			this.server.close();
		}

	}

}
