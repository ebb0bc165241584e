package io.millrace.dashboard.definition;

import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

import io.millrace.dashboard.Installation;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * Random questions about random events, answered by the service and by an independent
 * model that has a list of them. Meanwhile processes come, and go or are killed.
 */
class ExactFiguresIT {

	private static final int EVENTS = Integer.getInteger("millrace.figures.events", 12_000);

	private static final int QUESTIONS = Integer.getInteger("millrace.figures.questions", 150);

	/** Every other ends with a process killed. */
	private static final int PARTS = Integer.getInteger("millrace.figures.parts", 4);

	private static final List<String> TYPES = List.of("buy.paid", "buy.refunded", "buy.pending", "look");

	private static final List<@Nullable String> CURRENCIES = currencies();

	private static final List<String> ZONES = List.of("UTC", "Europe/Berlin", "Asia/Kathmandu", "America/St_Johns");

	private static final List<String> METERS = List.of("purchases", "revenue", "least", "greatest", "mean", "payers",
			"spread");

	private static final Installation INSTALLATION = new Installation("millrace.sink.duplicate-window=100000");

	private static final List<Purchase> model = new ArrayList<>();

	private static final Random random = new Random(20261128);

	/** Of a sketch of 2^14 registers: 1.04 over the root of their number. */
	private static final double USERS_ERROR = 0.0081;

	/**
	 * Of a sketch with k = 400, which is off by 0.7 % of the ranks in one of 100 cases.
	 */
	private static final double RANK_ERROR = 0.007 / 2.58;

	private static int sketches;

	private static int beyond;

	private static Instant now = Instant.EPOCH;

	private static List<@Nullable String> currencies() {
		List<@Nullable String> currencies = new ArrayList<>(
				List.of("EUR", "USD", "KRW", "", "\u001bn", "a\u001bsb", "😀"));
		currencies.add(null);
		return currencies;
	}

	@BeforeAll
	static void sendTraffic() throws Exception {
		define("purchases", "count", "");
		define("revenue", "sum", "data.amount");
		define("least", "min", "data.amount");
		define("greatest", "max", "data.amount");
		define("mean", "avg", "data.amount");
		define("payers", "distinct", "subject");
		define("spread", "percentiles", "data.amount");
		now = Instant.now();
		for (int part = 0; part < PARTS; part++) {
			List<Purchase> sent = new ArrayList<>();
			for (int i = 0; i < EVENTS / PARTS; i++) {
				Purchase purchase = purchase("p" + part + "-" + i);
				model.add(purchase);
				sent.addAll(Collections.nCopies((random.nextInt(10) == 0) ? 2 : 1, purchase));
			}
			Collections.shuffle(sent, random);
			send(part, sent.stream().map(Purchase::record).toList());
		}
		INSTALLATION.awaitCounted(Installation.SOON.plusMillis(EVENTS));
	}

	/** Half of the partitions go there and come back, in the middle of it. */
	private static void send(int part, List<ProducerRecord<byte[], byte[]>> records) throws Exception {
		if (part % 2 == 0) {
			Process another = INSTALLATION.spawn();
			INSTALLATION.sendRecords(records.subList(0, records.size() / 2));
			another.destroyForcibly();
			assertThat(another.waitFor()).as("killed").isEqualTo(128 + 9);
			INSTALLATION.sendRecords(records.subList(records.size() / 2, records.size()));
			return;
		}
		try (ConfigurableApplicationContext another = INSTALLATION.run()) {
			INSTALLATION.sendRecords(records);
			assertThat(another.isActive()).isTrue();
		}
	}

	@AfterAll
	static void stop() {
		INSTALLATION.close();
	}

	private static void define(String name, String aggregation, String value) {
		String body = """
				{"eventType":"buy.*","filter":"type != 'buy.pending'","aggregation":"%s",%s"groupBy":["type","data.currency"]}"""
			.formatted(aggregation, value.isEmpty() ? "" : "\"valueProperty\":\"" + value + "\",");
		assertThat(INSTALLATION.send("PUT", "/v1/meters/" + name, body).statusCode()).isEqualTo(201);
	}

	private static Purchase purchase(String id) {
		BigDecimal amount = BigDecimal.valueOf(random.nextInt(2_000_000) - 1_000_000, random.nextInt(5));
		String json = switch (random.nextInt(20)) {
			case 0 -> "null";
			case 1 -> "1e400";
			case 2 -> "\"no number\"";
			case 3, 4, 5 -> "\"" + amount + "\"";
			case 6 -> amount.unscaledValue() + "e-" + amount.scale();
			default -> amount.toPlainString();
		};
		boolean none = json.equals("null") || json.equals("1e400") || json.contains("no");
		// All of it within what every level keeps; most of it in order, as it comes in
		// life.
		Duration age = Duration.ofMinutes((random.nextInt(10) == 0) ? 320 : 10);
		Instant time = now.minusMillis(random.nextLong(age.toMillis()));
		return new Purchase(id, TYPES.get(random.nextInt(TYPES.size())), "u" + random.nextInt(EVENTS / 6), time,
				none ? null : amount, json, CURRENCIES.get(random.nextInt(CURRENCIES.size())));
	}

	@Test
	void answersRandomQuestionsAsAnIndependentModelDoes() {
		int rows = 0;
		for (int i = 0; i < QUESTIONS; i++) {
			rows += ask(i);
		}
		assertThat(rows).as("compared").isGreaterThan(QUESTIONS * 3);
		System.out.println("Figures: " + EVENTS + " events, " + QUESTIONS + " questions, " + rows + " rows; of "
				+ sketches + " sketches " + beyond + " were off by more than three standard errors");
		assertThat(beyond).as("sketches beyond 3 standard errors, of " + sketches)
			.isLessThanOrEqualTo(sketches / 100 + 1);
	}

	private int ask(int number) {
		ZoneId zone = ZoneId.of(ZONES.get(random.nextInt(ZONES.size())));
		List<String> metrics = METERS.stream().filter((meter) -> random.nextInt(3) == 0).collect(Collectors.toList());
		if (metrics.isEmpty()) {
			metrics.add(METERS.get(number % METERS.size()));
		}
		String step = List.of("1m", "15m", "1h", "1d", "all").get(random.nextInt(5));
		List<String> groupBy = List.of("type", "data.currency")
			.stream()
			.filter((field) -> random.nextBoolean())
			.toList();
		Instant from = now.minusMillis(random.nextLong(Duration.ofMinutes(300).toMillis()));
		Instant to = from.plusMillis(1 + random.nextLong(Duration.between(from, now).toMillis()));
		int filter = random.nextInt(3);
		String question = "metrics=" + String.join(",", metrics) + "&step=" + step + "&from=" + from + "&to=" + to
				+ "&tz=" + zone + (groupBy.isEmpty() ? "" : "&groupBy=" + String.join(",", groupBy)) + ((filter == 1)
						? "&filter=data.currency=in=(EUR,USD)" : (filter == 2) ? "&filter=type!=buy.refunded" : "");
		JsonNode answer = INSTALLATION.query(question);
		assertThat(answer.has("atLeast")).as(question).isFalse();
		List<Purchase> selected = selected(answer.path("query"), filter);
		Map<String, List<Purchase>> expected = selected.stream()
			.collect(Collectors
				.groupingBy((purchase) -> key(start(answer, zone, step, purchase), groupBy, purchase::field)));
		Set<String> seen = new HashSet<>();
		for (JsonNode row : answer.path("results")) {
			String key = key(OffsetDateTime.parse(row.path("time").asString()).toInstant(), groupBy,
					(field) -> row.path(field).isNull() ? null : row.path(field).asString());
			assertThat(seen.add(key)).as("once").isTrue();
			List<Purchase> purchases = expected.getOrDefault(key, List.of());
			metrics.forEach((metric) -> compare(question + " -> " + row, metric, row.path(metric), purchases));
		}
		Set<String> counted = metrics.stream()
			.allMatch((metric) -> metric.equals("purchases") || metric.equals("payers")) ? expected.keySet() : Set.of();
		assertThat(seen).as(question).containsAll(counted);
		return seen.size();
	}

	private static List<Purchase> selected(JsonNode query, int filter) {
		Instant from = Instant.parse(query.path("from").asString());
		Instant to = Instant.parse(query.path("to").asString());
		return model.stream()
			.filter((purchase) -> !purchase.time().isBefore(from) && purchase.time().isBefore(to))
			.filter((purchase) -> purchase.type().startsWith("buy.") && !purchase.type().equals("buy.pending"))
			.filter((purchase) -> filter != 1 || "EUR".equals(purchase.currency()) || "USD".equals(purchase.currency()))
			.filter((purchase) -> filter != 2 || !purchase.type().equals("buy.refunded"))
			.toList();
	}

	private static Instant start(JsonNode answer, ZoneId zone, String step, Purchase purchase) {
		Instant time = purchase.time();
		return switch (step) {
			case "1m" -> Instant.ofEpochSecond(time.getEpochSecond() / 60 * 60);
			case "15m" -> Instant.ofEpochSecond(time.getEpochSecond() / 900 * 900);
			case "1h" -> time.atZone(zone).truncatedTo(ChronoUnit.HOURS).toInstant();
			case "1d" -> time.atZone(zone).toLocalDate().atStartOfDay(zone).toInstant();
			default -> Instant.parse(answer.path("query").path("from").asString());
		};
	}

	private interface Fields {

		@Nullable String get(String field);

	}

	private static String key(Instant start, List<String> groupBy, Fields fields) {
		return start + groupBy.stream().map((field) -> "|" + fields.get(field)).collect(Collectors.joining());
	}

	private static void compare(String what, String metric, JsonNode actual, List<Purchase> purchases) {
		List<BigDecimal> amounts = purchases.stream()
			.map(Purchase::amount)
			.filter(Objects::nonNull)
			.map(Objects::requireNonNull)
			.sorted()
			.toList();
		switch (metric) {
			case "purchases" -> assertThat(actual.asLong()).as(what).isEqualTo(purchases.size());
			case "payers" -> {
				long users = purchases.stream().map(Purchase::user).distinct().count();
				assertThat(actual.asDouble()).as(what).isCloseTo(users, within(0.5 + users * 0.04));
				note(Math.abs(actual.asDouble() - users) > 0.5 + 3 * users * USERS_ERROR);
			}
			case "revenue" -> assertThat(actual.decimalValue()).as(what)
				.isEqualByComparingTo(amounts.stream().reduce(BigDecimal.ZERO, BigDecimal::add));
			case "least" -> assertNumber(what, actual, amounts.isEmpty() ? null : amounts.getFirst());
			case "greatest" -> assertNumber(what, actual, amounts.isEmpty() ? null : amounts.getLast());
			case "mean" -> assertNumber(what, actual,
					amounts.isEmpty() ? null
							: amounts.stream()
								.reduce(BigDecimal.ZERO, BigDecimal::add)
								.divide(BigDecimal.valueOf(amounts.size()), MathContext.DECIMAL64));
			default -> assertSpread(what, actual, amounts);
		}
	}

	private static void note(boolean off) {
		sketches++;
		beyond += off ? 1 : 0;
	}

	private static void assertNumber(String what, JsonNode actual, @Nullable BigDecimal expected) {
		if (expected == null) {
			assertThat(actual.isNull()).as(what).isTrue();
		}
		else {
			assertThat(actual.decimalValue()).as(what).isEqualByComparingTo(expected);
		}
	}

	/** Exact up to some hundred values, and off by some ranks beyond. */
	private static void assertSpread(String what, JsonNode actual, List<BigDecimal> amounts) {
		if (amounts.isEmpty()) {
			assertThat(actual.isNull()).as(what).isTrue();
			return;
		}
		Map<String, Double> ranks = new HashMap<>(Map.of("p50", 0.5, "p90", 0.9, "p99", 0.99));
		ranks.forEach((name, rank) -> {
			double value = actual.path(name).asDouble();
			double below = amounts.stream().filter((amount) -> amount.doubleValue() < value).count();
			double upTo = amounts.stream().filter((amount) -> amount.doubleValue() <= value).count();
			double error = 0.02 * amounts.size() + 1;
			assertThat(rank * amounts.size()).as(what + " " + name).isBetween(below - error, upTo + error);
			double close = 3 * RANK_ERROR * amounts.size() + 1;
			note(rank * amounts.size() < below - close || rank * amounts.size() > upTo + close);
		});
	}

}
