package io.millrace.standalone.demo;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;

/**
 * What happens in the shop, as a function of time and nothing else: whoever plays the
 * same hour again gets the same events with the same ids, so sending them again changes
 * nothing. Not thread-safe.
 */
final class Shop {

	private static final Comparator<ShopEvent> IN_TIME = Comparator.comparing(ShopEvent::time)
		.thenComparing(ShopEvent::id);

	private static final double VISITS_A_MINUTE = 310;

	private static final long SEED = 20_261_122;

	private final Instant from;

	private final PriorityQueue<ShopEvent> ahead = new PriorityQueue<>(IN_TIME);

	private Instant nextMinute;

	Shop(Instant from) {
		this.from = from;
		this.nextMinute = from.truncatedTo(ChronoUnit.MINUTES).minus(Duration.ofMinutes(Visit.LONGEST_MINUTES));
	}

	/**
	 * Returns what happened since the last call, or since the shop's beginning.
	 * @param until what happens at this moment or later comes with the next call
	 * @return events in the order of their time
	 */
	List<ShopEvent> until(Instant until) {
		while (this.nextMinute.isBefore(until)) {
			visits(this.nextMinute);
			this.nextMinute = this.nextMinute.plus(1, ChronoUnit.MINUTES);
		}
		List<ShopEvent> events = new ArrayList<>();
		for (ShopEvent next = this.ahead.peek(); next != null
				&& next.time().isBefore(until); next = this.ahead.peek()) {
			events.add(this.ahead.remove());
		}
		return events;
	}

	private void visits(Instant minute) {
		long number = minute.getEpochSecond() / 60;
		Random random = new Random(SEED + number * 7_919);
		long visits = Math.round(VISITS_A_MINUTE * rhythm(number) * (0.94 + 0.12 * random.nextDouble()));
		for (int visit = 0; visit < visits; visit++) {
			Instant comes = minute.plusMillis(random.nextInt(60_000));
			Visit.events("demo-" + number + "-" + visit, comes, random)
				.stream()
				.filter((event) -> !event.time().isBefore(this.from))
				.forEach(this.ahead::add);
		}
	}

	/**
	 * A day's ups and downs, but in three quarters of an hour, so that a chart of two
	 * hours shows them: between 0.68 and 1.32.
	 */
	static double rhythm(long minute) {
		return 1 + 0.25 * Math.sin(2 * Math.PI * minute / 45) + 0.07 * Math.sin(2 * Math.PI * minute / 13);
	}

}
