package io.millrace.testsupport;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * Seeded traffic of a shop: the same settings give the same events on every machine. It
 * is meant to be awkward. User ids hold what breaks keys, paths and patterns; some events
 * share an id with another user's or another source's and are no duplicates; some come
 * out of order; a share is sent again, exactly, within {@link #RESENT_WITHIN} events.
 * {@link Model} says what must come of it.
 *
 * @param seed decides everything that is random
 * @param users how many users there are besides the {@linkplain #HOSTILE_USERS hostile}
 * ones
 * @param end no event is later
 * @param span no event is earlier than this before the end
 * @param duplicates the share of events that are sent twice, 0 to 1
 * @param late the share of events that come up to 10 minutes after their time, 0 to 1
 */
public record TestEvents(long seed, int users, Instant end, Duration span, double duplicates, double late) {

	/**
	 * User ids that are legal and that something is likely to mistake for syntax.
	 */
	public static final List<String> HOSTILE_USERS = List.of("..", ".", "a/b", "/", "{x}", "}", "{", "{}", "*", "%2F",
			"%00", "?user=a", "a&b=c", "a:b", "#", "\"quoted\"", "back\\slash", "🦊", "\ud83d\udc69\u200d\ud83d\udc67",
			"Anna Maria Schulz", " leading", "김하늘", "\u00e9", "e\u0301", "-1", "null", "x".repeat(255));

	/**
	 * The types that occur.
	 */
	public static final List<String> TYPES = List.of("shop.view", "shop.cart", "shop.fav", "shop.buy", "order.paid");

	/**
	 * A duplicate follows its original within so many events.
	 */
	public static final int RESENT_WITHIN = 1_000;

	private static final int[] TYPE_WEIGHTS = { 50, 20, 10, 12, 8 };

	private static final List<String> SOURCES = List.of("/shop/web", "/shop/app", "https://partner.example/feed?x=1");

	private static final List<String> CURRENCIES = List.of("EUR", "USD", "KRW", "GBP");

	private static final List<String> COUNTRIES = List.of("DE", "US", "KR", "GB", "BR");

	private static final List<String> ITEMS = List.of("oat <flour>", "rye & spelt", "mill \"No. 5\"", "밀가루", "quern 🌾",
			"{{title}}", "sieve");

	private static final Duration LATEST = Duration.ofMinutes(10);

	/**
	 * Returns traffic of 200 users over the three hours before a moment, 5 % of it sent
	 * twice, 5 % late.
	 * @param seed decides everything that is random
	 * @param end no event is later
	 * @return the traffic
	 */
	public static TestEvents seeded(long seed, Instant end) {
		return new TestEvents(seed, 200, end, Duration.ofHours(3), 0.05, 0.05);
	}

	/**
	 * Generates events in the order in which they are to be sent.
	 * @param count how many different ones
	 * @return those and their duplicates
	 */
	public List<TestEvent> generate(int count) {
		Random random = new Random(this.seed);
		List<TestEvent> originals = originals(count, random);
		List<List<TestEvent>> resentAfter = new ArrayList<>();
		originals.forEach((event) -> resentAfter.add(new ArrayList<>()));
		for (int i = 0; i < count; i++) {
			if (random.nextDouble() < this.duplicates) {
				// Further duplicates in between must not carry it beyond the promise.
				int later = random.nextInt(RESENT_WITHIN / 2);
				resentAfter.get(Math.min(count - 1, i + later)).add(originals.get(i));
			}
		}
		List<TestEvent> sent = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			sent.add(originals.get(i));
			sent.addAll(resentAfter.get(i));
		}
		return List.copyOf(sent);
	}

	private List<TestEvent> originals(int count, Random random) {
		List<TestEvent> events = new ArrayList<>();
		Set<List<String>> identities = new HashSet<>();
		while (events.size() < count) {
			TestEvent event = event(events.size(), count, events, random);
			if (identities.add(List.of(event.source(), event.id(), event.subject()))) {
				events.add(event);
			}
		}
		return events;
	}

	private TestEvent event(int index, int count, List<TestEvent> before, Random random) {
		String type = type(random);
		return new TestEvent(pick(SOURCES, random), id(index, before, random), type, user(random),
				time(index, count, random), data(type, index, random));
	}

	/**
	 * One in twenty takes an id that another user or source has, which makes no
	 * duplicate; the caller refuses the few that would.
	 */
	private String id(int index, List<TestEvent> before, Random random) {
		if (!before.isEmpty() && random.nextInt(20) == 0) {
			return before.get(random.nextInt(before.size())).id();
		}
		return "e" + this.seed + "-" + index;
	}

	private String user(Random random) {
		if (random.nextInt(5) == 0) {
			return pick(HOSTILE_USERS, random);
		}
		// Some users do much more than others.
		double skewed = random.nextDouble() * random.nextDouble();
		return "user-" + (int) (skewed * this.users);
	}

	private Instant time(int index, int count, Random random) {
		Duration sinceStart = this.span.multipliedBy(index + 1L).dividedBy(count);
		Instant time = this.end.minus(this.span).plus(sinceStart).truncatedTo(ChronoUnit.MILLIS);
		if (random.nextDouble() < this.late) {
			time = time.minusMillis(random.nextLong(LATEST.toMillis()));
		}
		Instant start = this.end.minus(this.span);
		return time.isBefore(start) ? start.truncatedTo(ChronoUnit.MILLIS).plusMillis(1) : time;
	}

	private static String type(Random random) {
		int weight = random.nextInt(100);
		for (int i = 0; i < TYPE_WEIGHTS.length; i++) {
			weight -= TYPE_WEIGHTS[i];
			if (weight < 0) {
				return TYPES.get(i);
			}
		}
		throw new IllegalStateException("weights must add up to 100");
	}

	private static Map<String, Object> data(String type, int index, Random random) {
		Map<String, Object> data = new LinkedHashMap<>();
		if (type.equals("order.paid")) {
			data.put("orderId", "o-" + index);
			data.put("amount", BigDecimal.valueOf(random.nextInt(1, 50_000), 2));
			data.put("currency", pick(CURRENCIES, random));
			data.put("country", pick(COUNTRIES, random));
		}
		else {
			data.put("item", pick(ITEMS, random));
			data.put("price", BigDecimal.valueOf(random.nextInt(1, 10_000), 2));
		}
		return data;
	}

	private static <T> T pick(List<T> values, Random random) {
		return values.get(random.nextInt(values.size()));
	}

}
