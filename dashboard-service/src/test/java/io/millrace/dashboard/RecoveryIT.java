package io.millrace.dashboard;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

import io.millrace.sink.fence.GenerationStore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import org.springframework.data.redis.connection.RedisServerCommands;
import org.springframework.data.redis.core.RedisCallback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Redis loses all or a part, and nobody is told less than what was counted.
 */
class RecoveryIT {

	private static final String QUESTION = "metrics=events,users&step=all&filter=type==rec.*";

	private static final Installation INSTALLATION = new Installation("millrace.dashboard.query.offset-wait=10s");

	private static long sent;

	@BeforeAll
	static void start() throws Exception {
		send(5000);
		INSTALLATION.awaitCounted();
	}

	@AfterAll
	static void stop() {
		INSTALLATION.close();
	}

	private static void send(int count) throws Exception {
		List<Sent> events = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			events.add(new Sent("r" + sent++, "rec.a" + i % 3, "u" + i % 700, Instant.now().minusSeconds(i % 600)));
		}
		INSTALLATION.send(events);
	}

	private static long events(JsonNode answer) {
		return answer.path("results").path(0).path("events").asLong(0);
	}

	private static String generation() {
		return INSTALLATION.bean(GenerationStore.class).current().orElseThrow().name();
	}

	private static void flushAll() {
		INSTALLATION.redis().execute((RedisCallback<Boolean>) (connection) -> {
			connection.serverCommands().flushAll(RedisServerCommands.FlushOption.SYNC);
			return true;
		});
	}

	@Test
	void fillsAnEmptiedRedisAgainAndTellsNobodyLessMeanwhile() throws Exception {
		long before = events(INSTALLATION.query(QUESTION));
		assertThat(before).isEqualTo(sent);
		String generation = generation();
		AtomicBoolean stopped = new AtomicBoolean();
		List<JsonNode> fillings = new ArrayList<>();
		try (ExecutorService asker = Executors.newSingleThreadExecutor()) {
			Future<Integer> asking = asker.submit(() -> {
				int asked = 0;
				long greatest = before;
				while (!stopped.get()) {
					greatest = assertNotLess(greatest, fillings);
					asked++;
				}
				return asked;
			});
			for (int i = 0; i < 3; i++) {
				flushAll();
				send(500);
				INSTALLATION.awaitCounted();
			}
			stopped.set(true);
			assertThat(asking.get()).isGreaterThan(10);
		}
		assertThat(generation()).as("the fault struck").isNotEqualTo(generation);
		assertThat(fillings).as("and somebody asked meanwhile").isNotEmpty().allSatisfy((answer) -> {
			assertThat(answer.path("atLeast").asBoolean()).isTrue();
			assertThat(answer.path("results")).noneMatch((row) -> row.path("events").asLong() == 0);
		});
		JsonNode after = INSTALLATION.query(QUESTION);
		assertThat(events(after)).isEqualTo(sent);
		assertThat(after.has("atLeast")).isFalse();
		assertThat(after.path("results").path(0).path("users").asLong()).isBetween(690L, 710L);
	}

	/**
	 * What was counted once is never answered as less, unless the answer says that it may
	 * be.
	 */
	private static long assertNotLess(long greatest, List<JsonNode> fillings) throws Exception {
		HttpResponse<String> response = INSTALLATION.get("/v1/query?" + Installation.encode(QUESTION));
		JsonNode answer = INSTALLATION.parse(response.body());
		if (response.statusCode() == 503) {
			assertThat(answer.path("retryable").asBoolean()).isTrue();
			return greatest;
		}
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		if (answer.path("asOf").path("filling").asBoolean(false)) {
			fillings.add(answer);
			return greatest;
		}
		assertThat(events(answer)).as(response.body()).isGreaterThanOrEqualTo(greatest);
		return events(answer);
	}

	@Test
	void stopsAPartitionThatLostItsFenceUntilTheRemedyIsApplied() throws Exception {
		String fence = "{agg." + generation() + ".user-events.2}:fence";
		assertThat(INSTALLATION.redis().delete(fence)).isTrue();
		HttpResponse<String> refused = INSTALLATION.get("/v1/query?" + Installation.encode(QUESTION));
		assertThat(refused.statusCode()).isEqualTo(503);
		assertThat(refused.headers().firstValue("Retry-After")).isPresent();
		assertThat(INSTALLATION.parse(refused.body()).path("retryable").asBoolean(false)).isTrue();
		String pointer = "millrace:{dashboard}:generation";
		await().atMost(Duration.ofSeconds(15)).untilAsserted(() -> {
			JsonNode health = INSTALLATION.health();
			assertThat(health.path("status").asString()).isEqualTo("DOWN");
			assertThat(health.toString()).contains("dashboard/user-events-2", "STOPPED", "has lost its fence",
					"DEL '" + pointer + "'");
		});
		send(100);
		assertThat(INSTALLATION.get("/v1/query?" + Installation.encode(QUESTION)).statusCode())
			.as("it does not come back by itself")
			.isEqualTo(503);
		INSTALLATION.redis().delete(pointer);
		INSTALLATION.awaitCounted();
		assertThat(events(INSTALLATION.query(QUESTION))).isEqualTo(sent);
		await().untilAsserted(() -> assertThat(INSTALLATION.health().path("status").asString()).isEqualTo("UP"));
	}

	@Test
	void saysThatRedisIsAwayAndComesBackWithIt() throws Exception {
		INSTALLATION.backends().killRedis();
		HttpResponse<String> response = INSTALLATION.get("/v1/query?" + Installation.encode(QUESTION));
		assertThat(response.statusCode()).isEqualTo(503);
		assertThat(response.body()).contains("redis-unavailable");
		INSTALLATION.backends().restartRedis();
		send(100);
		INSTALLATION.awaitCounted();
		assertThat(events(INSTALLATION.query(QUESTION))).isEqualTo(sent);
	}

	@Test
	void answersWhileKafkaIsAway() throws Exception {
		Assumptions.assumeTrue(INSTALLATION.backends().canPauseKafka(), "this Kafka can't be paused");
		INSTALLATION.backends().pauseKafka();
		try {
			// What was asked within the last half second is still known.
			await().untilAsserted(() -> assertThat(INSTALLATION.query(QUESTION).path("asOf").has("lag")).isFalse());
			JsonNode answer = INSTALLATION.query(QUESTION);
			assertThat(events(answer)).isEqualTo(sent);
			assertThat(answer.path("asOf").path("offsets").size()).isEqualTo(Installation.PARTITIONS);
		}
		finally {
			INSTALLATION.backends().resumeKafka();
		}
		await().atMost(Duration.ofSeconds(30))
			.untilAsserted(() -> assertThat(INSTALLATION.query(QUESTION).path("asOf").has("lag")).isTrue());
	}

}
