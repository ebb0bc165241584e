package io.millrace.standalone.promise;

import java.io.IOException;
import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Somebody who asks for the figures all the time, at whatever node lives, and remembers
 * each answer.
 */
final class Watch implements AutoCloseable {

	private static final Duration PAUSE = Duration.ofMillis(100);

	private static final JsonMapper JSON = JsonMapper.builder()
		.enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
		.build();

	private final Scenario scenario;

	private final List<ServiceProcess> nodes;

	private final Random random = new Random(17);

	private final List<Seen> seen = new ArrayList<>();

	private final Thread thread;

	private volatile boolean finishing;

	private volatile @Nullable String wrong;

	/** How many answers said that they couldn't be given now. */
	private int refused;

	/**
	 * An answer.
	 *
	 * @param generation that it was read from
	 * @param offsets that it stands for, by partition
	 * @param count of events and revenue
	 */
	private record Seen(String generation, Map<Integer, Long> offsets, Count count) {
	}

	/**
	 * How many events there were, and what was paid.
	 */
	private record Count(long events, BigDecimal revenue) {

		static final Count NOTHING = new Count(0, BigDecimal.ZERO);

		Count plus(Count other) {
			return new Count(this.events + other.events, this.revenue.add(other.revenue));
		}

		@Override
		public String toString() {
			return this.events + " events, " + this.revenue.stripTrailingZeros().toPlainString();
		}

	}

	Watch(Scenario scenario, List<ServiceProcess> nodes) {
		this.scenario = scenario;
		this.nodes = nodes;
		this.thread = Thread.ofVirtual().start(this::run);
	}

	private void run() {
		String question = "/v1/query?metrics=events,revenue&step=all&from=" + this.scenario.traffic.from() + "&to="
				+ this.scenario.traffic.to().plusSeconds(60);
		try {
			while (!this.finishing && this.wrong == null) {
				ask(question);
				Thread.sleep(PAUSE);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void ask(String question) throws InterruptedException {
		try {
			HttpResponse<String> answer = ServiceProcess.any(this.nodes, this.random).get(question);
			if (answer.statusCode() == 503) {
				this.refused++;
			}
			else if (answer.statusCode() != 200) {
				this.wrong = answer.statusCode() + " " + answer.body();
			}
			else {
				take(JSON.readTree(answer.body()));
			}
		}
		catch (IOException ex) {
			// Who was asked was killed or frozen.
		}
	}

	private void take(JsonNode answer) {
		JsonNode asOf = answer.path("asOf");
		if (asOf.path("filling").asBoolean(false)) {
			return;
		}
		Map<Integer, Long> offsets = new TreeMap<>();
		asOf.path("offsets")
			.forEachEntry((partition, offset) -> offsets
				.put(Integer.valueOf(partition.substring(partition.lastIndexOf('-') + 1)), offset.asLong()));
		JsonNode row = answer.path("results").path(0);
		this.seen.add(new Seen(asOf.path("generation").asString(), offsets, new Count(row.path("events").asLong(0),
				row.hasNonNull("revenue") ? row.path("revenue").decimalValue() : BigDecimal.ZERO)));
	}

	/** Asks no more. */
	void finish() throws InterruptedException {
		this.finishing = true;
		assertThat(this.thread.join(Duration.ofSeconds(30))).isTrue();
		assertThat(this.wrong).as("an answer").isNull();
	}

	/** Holds what was answered against the log. */
	void assertRight() throws Exception {
		Map<Integer, List<Count>> byPosition = countsByPosition();
		Map<Integer, Long> before = new HashMap<>();
		for (Seen one : this.seen) {
			Count expected = Count.NOTHING;
			for (Map.Entry<Integer, Long> offset : one.offsets().entrySet()) {
				assertThat(offset.getValue()).as("position of partition " + offset.getKey() + " in " + one)
					.isGreaterThanOrEqualTo(before.getOrDefault(offset.getKey(), 0L));
				expected = expected.plus(byPosition.getOrDefault(offset.getKey(), List.of(Count.NOTHING))
					.get(Math.toIntExact(offset.getValue())));
			}
			before.putAll(one.offsets());
			assertThat(one.count().toString()).as("at " + one.offsets()).isEqualTo(expected.toString());
		}
		assertThat(this.seen).as("answers").hasSizeGreaterThan(20);
	}

	/** By partition, for each offset what lies before it. */
	private Map<Integer, List<Count>> countsByPosition() throws Exception {
		Map<Integer, List<Count>> counts = new HashMap<>();
		Set<List<String>> known = new HashSet<>();
		this.scenario.read(Scenario.EVENTS, (record) -> {
			List<Count> upTo = counts.computeIfAbsent(record.partition(),
					(partition) -> new ArrayList<>(List.of(Count.NOTHING)));
			JsonNode event = JSON.readTree(record.value());
			boolean first = known.add(List.of(event.path("source").asString(), event.path("id").asString(),
					event.path("subject").asString()));
			BigDecimal amount = event.path("data").hasNonNull("amount")
					? event.path("data").path("amount").decimalValue() : BigDecimal.ZERO;
			upTo.add(first ? upTo.getLast().plus(new Count(1, amount)) : upTo.getLast());
		});
		return counts;
	}

	/** How many generations answered. */
	int generations() {
		return (int) this.seen.stream().map(Seen::generation).distinct().count();
	}

	@Override
	public String toString() {
		return this.seen.size() + " answers, of " + generations() + " generations, and " + this.refused + " refusals";
	}

	@Override
	public void close() {
		this.thread.interrupt();
	}

}
