package io.millrace.dashboard.journey;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeSet;

import io.millrace.dashboard.match.EventMatch;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class RetentionJourneyTests {

	private static final LocalDate DAY = LocalDate.parse("2026-11-01");

	private static RetentionJourney journey(ZoneId zone, int days) {
		Retention retention = new Retention("back", new EventMatch("signed.up", ""), new EventMatch("seen", ""), days,
				zone, Duration.ofDays(days + 1L));
		return new RetentionJourney(retention, retention.metric("digest"), Duration.ofDays(2));
	}

	private static Instant at(int day, int hour) {
		return DAY.plusDays(day).atTime(hour, 0).toInstant(ZoneOffset.UTC);
	}

	private static String seen(int first, int after) {
		return at(first, 0) + " " + after;
	}

	@Test
	void countsUsersByTheirFirstDayAndTheDaysAfterIt() {
		Told told = new Told(journey(ZoneOffset.UTC, 7));
		told.event("seen", at(0, 1));
		assertThat(told.sums()).as("wasn't there yet").isEmpty();
		told.event("signed.up", at(1, 1));
		told.event("seen", at(1, 2));
		told.event("seen", at(2, 1));
		told.event("seen", at(2, 2));
		told.event("signed.up", at(3, 1));
		told.event("seen", at(8, 1));
		told.event("seen", at(9, 1));
		assertThat(told.sums()).isEqualTo(Map.of(seen(1, 0), 1L, seen(1, 1), 1L, seen(1, 7), 1L));
	}

	@Test
	void anEarlierFirstDayThatComesLateTakesThePlaceOfTheOther() {
		Told told = new Told(journey(ZoneOffset.UTC, 7));
		told.event("signed.up", at(2, 1));
		told.event("seen", at(3, 1));
		told.event("signed.up", at(1, 1), at(3, 1));
		assertThat(told.sums()).isEqualTo(Map.of(seen(1, 0), 1L, seen(1, 2), 1L));
		told.event("seen", at(2, 5), at(3, 2));
		assertThat(told.sums()).containsEntry(seen(1, 1), 1L);
	}

	@Test
	void whoWasAwayForLongIsNewAgain() {
		Told told = new Told(journey(ZoneOffset.UTC, 7));
		told.event("signed.up", at(0, 1));
		told.event("seen", at(9, 1));
		assertThat(told.sums()).as("is forgotten").isEqualTo(Map.of(seen(0, 0), 1L));
		told.event("signed.up", at(10, 1));
		told.event("seen", at(11, 1));
		assertThat(told.sums()).isEqualTo(Map.of(seen(0, 0), 1L, seen(10, 0), 1L, seen(10, 1), 1L));
	}

	@Test
	void countsDaysOfItsZone() {
		Told told = new Told(journey(ZoneId.of("Asia/Tokyo"), 7));
		told.event("signed.up", at(0, 14));
		told.event("seen", at(0, 15));
		assertThat(told.sums()).isEqualTo(Map.of(seen(0, 0), 1L, seen(0, 1), 1L));
	}

	/** Events may come up to two days late, in any order. */
	@Test
	void countsWhatAModelCountsThatHasAllEvents() {
		Random random = new Random(7);
		int moved = 0;
		for (int run = 0; run < 2000; run++) {
			List<Map.Entry<String, Instant>> events = new ArrayList<>();
			int days = 1 + random.nextInt(12);
			Instant time = at(0, 0);
			while (time.isBefore(at(days, 0))) {
				time = time.plus(Duration.ofHours(1 + random.nextInt(40)));
				events.add(Map.entry((random.nextInt(4) == 0) ? "signed.up" : "seen", time));
			}
			List<Map.Entry<String, Instant>> late = new ArrayList<>(events);
			Map<Map.Entry<String, Instant>, Instant> appended = new HashMap<>();
			late.forEach((event) -> appended.put(event, event.getValue().plus(Duration.ofHours(random.nextInt(48)))));
			late.sort(Comparator.comparing((event) -> Objects.requireNonNull(appended.get(event))));
			Told told = new Told(journey(ZoneOffset.UTC, 15));
			late.forEach((event) -> told.event(event.getKey(), event.getValue(),
					Objects.requireNonNull(appended.get(event))));
			assertThat(told.sums()).as("%s", late).isEqualTo(model(events));
			moved += late.equals(events) ? 0 : 1;
		}
		assertThat(moved).as("came in another order").isGreaterThan(1000);
	}

	private static Map<String, Long> model(List<Map.Entry<String, Instant>> events) {
		Map<String, Long> counted = new HashMap<>();
		TreeSet<Long> first = days(events, "signed.up");
		if (!first.isEmpty()) {
			counted.put(seen(Math.toIntExact(first.first()), 0), 1L);
			days(events, "seen").tailSet(first.first(), false)
				.headSet(first.first() + 15, true)
				.forEach((day) -> counted
					.put(seen(Math.toIntExact(first.first()), Math.toIntExact(day - first.first())), 1L));
		}
		return counted;
	}

	private static TreeSet<Long> days(List<Map.Entry<String, Instant>> events, String type) {
		TreeSet<Long> days = new TreeSet<>();
		events.stream()
			.filter((event) -> event.getKey().equals(type))
			.forEach((event) -> days
				.add(ChronoUnit.DAYS.between(DAY, event.getValue().atOffset(ZoneOffset.UTC).toLocalDate())));
		return days;
	}

	@Test
	void refusesARetentionThatIsNone() {
		assertThatIllegalArgumentException().isThrownBy(
				() -> new Retention("r", EventMatch.EVERY, EventMatch.EVERY, 91, ZoneOffset.UTC, Duration.ofDays(100)))
			.withMessage("Retention 'r', days: must be 1 to 90, not 91");
		assertThatIllegalArgumentException().isThrownBy(
				() -> new Retention("r", EventMatch.EVERY, EventMatch.EVERY, 30, ZoneOffset.UTC, Duration.ofDays(30)))
			.withMessageContaining("Retention 'r', forgotten-after: must be more than the 30 days");
	}

}
