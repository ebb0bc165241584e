package io.millrace.inference;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.micrometer.core.instrument.Counter;
import io.millrace.inference.InferenceFixture.Answer;
import io.millrace.inference.model.Answer.Refused;
import io.millrace.inference.model.Computed;
import io.millrace.inference.model.Model;
import io.millrace.inference.model.ModelFactory;
import io.millrace.inference.model.ModelUnavailableException;
import io.millrace.inference.model.ModelsProperties;
import io.millrace.inference.model.Task;
import io.millrace.inference.result.ResultId;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.JsonNodeFactory;

import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.support.GenericApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What goes wrong below, and what callers see of it: an answer within the deadline, a
 * right one or one that says to try again, and then a right one.
 */
class FaultsIT {

	private static final String DEADLINE = "--millrace.inference.request.deadline=4s";

	/** Redis may be waited for at the end of a deadline, and the machine is busy. */
	private static final Duration BOUND = Duration.ofSeconds(4 + 2 + 4);

	/** Requests that come one after the other from several clients, and what they got. */
	private static final class Load implements AutoCloseable {

		private final InferenceFixture fixture;

		private final List<Thread> clients = new ArrayList<>();

		private final AtomicInteger number = new AtomicInteger();

		final ConcurrentLinkedQueue<Integer> statuses = new ConcurrentLinkedQueue<>();

		final ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();

		private volatile boolean stopping;

		volatile long slowestNanos;

		Load(InferenceFixture fixture) {
			this.fixture = fixture;
			for (int i = 0; i < 8; i++) {
				this.clients.add(Thread.ofVirtual().start(this::run));
			}
		}

		private void run() {
			while (!this.stopping) {
				// Each is asked for by two.
				String text = "under fire " + this.number.getAndIncrement() / 2;
				long start = System.nanoTime();
				Answer answer = this.fixture.embed(0, text);
				note(text, answer, System.nanoTime() - start);
			}
		}

		private synchronized void note(String text, Answer answer, long nanos) {
			this.slowestNanos = Math.max(this.slowestNanos, nanos);
			this.statuses.add(answer.status());
			if (answer.status() == 200) {
				if (!answer.vector(0).equals(Computed.vector(text))) {
					this.wrong.add(text + " has another vector");
				}
			}
			else if (answer.status() != 503 && answer.status() != 429) {
				this.wrong.add(text + ": " + answer.body());
			}
			else if (answer.header("retry-after").isEmpty() || !answer.json().get("retryable").asBoolean()) {
				this.wrong.add(text + " doesn't say when to try again: " + answer.body());
			}
		}

		long answered() {
			return this.statuses.stream().filter((status) -> status == 200).count();
		}

		long refused() {
			return this.statuses.size() - answered();
		}

		/** Stops, and has every text asked for again. */
		@Override
		public void close() {
			this.stopping = true;
			this.clients.forEach((client) -> {
				try {
					client.join();
				}
				catch (InterruptedException ex) {
					throw new IllegalStateException(ex);
				}
			});
			assertThat(this.wrong).isEmpty();
			assertThat(this.slowestNanos).as("No request hangs beyond its deadline").isLessThan(BOUND.toNanos());
			for (int i = 0; i < this.number.get() / 2; i++) {
				String text = "under fire " + i;
				await().ignoreExceptions().until(() -> this.fixture.embed(0, text).status() == 200);
				assertThat(this.fixture.embed(0, text).vector(0)).isEqualTo(Computed.vector(text));
			}
		}

	}

	@Test
	void redisIsKilledAndComesBackEmpty() {
		try (InferenceFixture fixture = new InferenceFixture()) {
			fixture.start(DEADLINE);
			try (Load load = new Load(fixture)) {
				await().until(() -> load.answered() > 20);
				fixture.backends.killRedis();
				await().until(() -> load.refused() > 0);
				fixture.backends.restartRedis();
				long answered = load.answered();
				await().until(() -> load.answered() > answered + 20);
			}
		}
	}

	@Test
	void kafkaIsAwayAndWhatIsCachedIsAnswered() {
		try (InferenceFixture fixture = new InferenceFixture()) {
			fixture.start(DEADLINE);
			assertThat(fixture.embed(0, "cached before").status()).isEqualTo(200);
			try (Load load = new Load(fixture)) {
				await().until(() -> load.answered() > 20);
				if (fixture.backends.canPauseKafka()) {
					fixture.backends.pauseKafka();
					await().until(() -> load.refused() > 0);
					assertThat(fixture.embed(0, "cached before").header("cache-status")).startsWith("millrace; hit");
					fixture.backends.resumeKafka();
				}
				else {
					Thread restarting = Thread.ofVirtual().start(fixture.backends::restartKafka);
					while (restarting.isAlive()) {
						assertThat(fixture.embed(0, "cached before").header("cache-status"))
							.startsWith("millrace; hit");
					}
				}
				long answered = load.answered();
				await().until(() -> load.answered() > answered + 20);
			}
		}
	}

	@Test
	void whoeverHasTheLeaseAndDiesHoldsUpNobodyForLong() {
		try (InferenceFixture fixture = new InferenceFixture()) {
			fixture.start("--millrace.inference.queue.lease=5s", "--millrace.inference.request.deadline=20s");
			String text = "leased by the dead";
			// What a process leaves that is killed between the lease and the request.
			String id = id(text);
			fixture.backends.redis()
				.opsForValue()
				.set("inference:{" + id + "}:lease", "a dead one's token", Duration.ofSeconds(5));
			Answer answer = fixture.embed(0, text);
			assertThat(answer.status()).as(answer.body()).isEqualTo(200);
			assertThat(answer.header("cache-status")).startsWith("millrace; fwd=miss; collapsed");
			assertThat(answer.vector(0)).isEqualTo(Computed.vector(text));
			assertThat(fixture.computations()).isEqualTo(1);
		}
	}

	private static String id(String text) {
		return ResultId.of(Task.embedding(text), Computed.model().digest()).text();
	}

	@Test
	void aRequestThatIsTooOldIsNotComputed() {
		Slow slow = new Slow();
		try (InferenceFixture fixture = new InferenceFixture()) {
			fixture.startWith(slow, slow.model("slow"), "--millrace.inference.models[0].type=slow",
					"--millrace.inference.queue.max-age=1s", "--millrace.inference.scoring.batch=1",
					"--millrace.inference.request.deadline=2s");
			String path = "/v1/embeddings";
			// On a busy machine it may itself be too old when it is first read.
			Thread first = Thread.ofVirtual().start(() -> {
				do {
					fixture.post(0, path, slow.request("computed too long"));
				}
				while (slow.computing.get() == 0);
			});
			await().until(() -> slow.computing.get() == 1);
			long expired = fixture.sum("millrace.inference.scoring.expired");
			// With a ticket, as whoever waits asks anew when the request has expired.
			Answer ticket = fixture.post(0, "/v1/inferences", slow.inference("waits too long"));
			assertThat(ticket.status()).as(ticket.body()).isEqualTo(202);
			await().pollDelay(Duration.ofMillis(1500))
				.until(() -> fixture.get(0, ticket.header("location")).status() == 404);
			Answer waited = fixture.post(0, path, slow.request("computed too long"));
			assertThat(waited.status()).as(waited.body()).isEqualTo(503);
			slow.release.countDown();
			join(first);
			String scoring = "millrace.inference.scoring.";
			await().until(() -> fixture.sum(scoring + "computed") + fixture.sum(scoring + "found")
					+ fixture.sum(scoring + "expired") == fixture.records("inference-requests").size());
			assertThat(fixture.sum(scoring + "expired")).isGreaterThan(expired);
			assertThat(slow.computing).hasValue(1);
			await().until(() -> fixture.post(0, path, slow.request("waits too long")).status() == 200);
		}
	}

	@Test
	void aFullQueueRefusesAndSaysWhenToComeBack() {
		Slow slow = new Slow();
		try (InferenceFixture fixture = new InferenceFixture()) {
			fixture.startWith(slow, slow.model("slow"), "--millrace.inference.models[0].type=slow",
					"--millrace.inference.queue.max-length=5", "--millrace.inference.scoring.batch=1");
			List<Answer> accepted = new ArrayList<>();
			for (int i = 0; i < 8; i++) {
				accepted.add(fixture.post(0, "/v1/inferences", slow.inference("number " + i)));
			}
			assertThat(accepted).extracting(Answer::status).contains(202, 429).containsOnly(202, 429);
			Answer refused = accepted.getLast();
			assertThat(refused.status()).isEqualTo(429);
			assertThat(Integer.parseInt(refused.header("retry-after"))).isBetween(1, 60);
			assertThat(refused.json().get("error").get("type").asString()).isEqualTo("rate_limit_error");
			slow.release.countDown();
			for (Answer one : accepted) {
				if (one.status() == 202) {
					assertThat(fixture.get(0, one.header("location") + "?wait=20s").status()).isEqualTo(200);
				}
			}
			await().until(() -> fixture.post(0, "/v1/inferences", slow.inference("number 7")).status() == 202);
		}
	}

	@Test
	void thatAModelRefusesIsRememberedForAWhileAndThatItIsAwayNever() {
		Moody moody = new Moody();
		try (InferenceFixture fixture = new InferenceFixture()) {
			fixture.startWith(moody, "--millrace.inference.models[0].name=moody",
					"--millrace.inference.models[0].type=moody", "--millrace.inference.result.failure-ttl=8s");
			Answer away = fixture.post(0, "/v1/embeddings", moody.request("away"));
			assertThat(away.status()).as(away.body()).isEqualTo(503);
			assertThat(away.header("retry-after")).isEqualTo("7");
			assertThat(fixture.post(0, "/v1/embeddings", moody.request("away")).status()).isEqualTo(503);
			assertThat(moody.asked("away")).isEqualTo(2);
			Answer broken = fixture.post(0, "/v1/embeddings", moody.request("broken"));
			assertThat(broken.status()).isEqualTo(500);
			Answer refused = fixture.post(0, "/v1/embeddings", moody.request("refuse"));
			assertThat(refused.status()).as(refused.body()).isEqualTo(400);
			assertThat(refused.code()).isEqualTo("not_this_one");
			assertThat(fixture.post(0, "/v1/embeddings", moody.request("refuse")).status()).isEqualTo(400);
			assertThat(moody.asked("refuse")).isEqualTo(1);
			await().until(() -> {
				fixture.post(0, "/v1/embeddings", moody.request("refuse"));
				return moody.asked("refuse") == 2;
			});
		}
	}

	@Test
	void whoIsComputedBesideOneThatBreaksTheModelIsAnswered() {
		Moody moody = new Moody();
		try (InferenceFixture fixture = new InferenceFixture()) {
			// All of them in one partition, so that they come together.
			fixture.startWith(moody, "--millrace.inference.models[0].name=moody",
					"--millrace.inference.models[0].type=moody", "--millrace.topics.inference-requests.partitions=1");
			fixture.post(0, "/v1/inferences", moody.inference("hold"));
			await().until(() -> moody.holding.get());
			Answer before = fixture.post(0, "/v1/inferences", moody.inference("before it"));
			Answer broken = fixture.post(0, "/v1/inferences", moody.inference("broken"));
			Answer after = fixture.post(0, "/v1/inferences", moody.inference("after it"));
			moody.release.countDown();
			assertThat(fixture.get(0, before.header("location") + "?wait=20s").status()).isEqualTo(200);
			assertThat(fixture.get(0, after.header("location") + "?wait=20s").status()).isEqualTo(200);
			assertThat(fixture.get(0, broken.header("location")).status()).isEqualTo(404);
			assertThat(moody.asked("broken")).as("in a batch, and by itself").isEqualTo(2);
		}
	}

	@Test
	void whatAPollBringsOfAllPartitionsIsComputedTogether() {
		Moody moody = new Moody();
		try (InferenceFixture fixture = new InferenceFixture()) {
			fixture.startWith(moody, "--millrace.inference.models[0].name=moody",
					"--millrace.inference.models[0].type=moody");
			fixture.post(0, "/v1/inferences", moody.inference("hold"));
			await().until(() -> moody.holding.get());
			List<Answer> tickets = IntStream.range(0, 18)
				.mapToObj((i) -> fixture.post(0, "/v1/inferences", moody.inference("number " + i)))
				.toList();
			Map<Integer, Long> shares = fixture.records("inference-requests")
				.stream()
				.collect(Collectors.groupingBy(ConsumerRecord::partition, Collectors.counting()));
			moody.release.countDown();
			assertThat(tickets)
				.allSatisfy((ticket) -> assertThat(fixture.get(0, ticket.header("location") + "?wait=20s").status())
					.isEqualTo(200));
			assertThat((long) moody.largestBatch()).as("more than any partition has")
				.isGreaterThan(Collections.max(shares.values()));
		}
	}

	private static void join(Thread thread) {
		try {
			thread.join();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** A model that this test makes; what adding one takes. */
	private abstract static class TestModel
			implements ModelFactory, Model, ApplicationContextInitializer<GenericApplicationContext> {

		private final String name;

		TestModel(String name) {
			this.name = name;
		}

		@Override
		public void initialize(GenericApplicationContext context) {
			context.registerBean(this.name + "Factory", ModelFactory.class, () -> this);
		}

		String model(String name) {
			return "--millrace.inference.models[0].name=" + name;
		}

		String request(String text) {
			return JsonNodeFactory.instance.objectNode().put("model", this.name).put("input", text).toString();
		}

		String inference(String text) {
			return JsonNodeFactory.instance.objectNode()
				.put("operation", Task.EMBEDDING)
				.put("model", this.name)
				.put("input", text)
				.toString();
		}

		@Override
		public String type() {
			return this.name;
		}

		@Override
		public Model create(ModelsProperties.Definition definition, Counter computations) {
			return this;
		}

		@Override
		public String name() {
			return this.name;
		}

		@Override
		public String digest() {
			return "test:" + this.name;
		}

		@Override
		public Set<String> operations() {
			return Set.of(Task.EMBEDDING);
		}

		@Override
		public void check(Task task) {
			// Takes everything.
		}

	}

	/** Computes nothing until it is released. */
	private static final class Slow extends TestModel {

		final AtomicInteger computing = new AtomicInteger();

		final CountDownLatch release = new CountDownLatch(1);

		Slow() {
			super("slow");
		}

		@Override
		public List<io.millrace.inference.model.Answer> compute(List<Task> tasks) {
			this.computing.incrementAndGet();
			hold(this.release);
			return Computed.model().compute(tasks);
		}

	}

	private static void hold(CountDownLatch release) {
		try {
			release.await();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** Does what the text says. */
	private static final class Moody extends TestModel {

		private final List<String> asked = new ArrayList<>();

		private int largestBatch;

		final AtomicBoolean holding = new AtomicBoolean();

		final CountDownLatch release = new CountDownLatch(1);

		Moody() {
			super("moody");
		}

		synchronized long asked(String text) {
			return this.asked.stream().filter(text::equals).count();
		}

		synchronized int largestBatch() {
			return this.largestBatch;
		}

		@Override
		public synchronized List<io.millrace.inference.model.Answer> compute(List<Task> tasks) {
			this.largestBatch = Math.max(this.largestBatch, tasks.size());
			List<io.millrace.inference.model.Answer> answers = new ArrayList<>();
			for (Task task : tasks) {
				String text = task.input().asString();
				this.asked.add(text);
				switch (text) {
					case "hold" -> {
						this.holding.set(true);
						hold(this.release);
						answers.addAll(Computed.model().compute(List.of(task)));
					}
					case "away" -> throw new ModelUnavailableException("It is away", Duration.ofSeconds(7), null);
					case "broken" -> throw new IllegalArgumentException("a bug of the model's");
					case "refuse" -> answers.add(new Refused("not_this_one", "It doesn't like this text"));
					default -> answers.addAll(Computed.model().compute(List.of(task)));
				}
			}
			return answers;
		}

	}

}
