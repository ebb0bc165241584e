package io.millrace.dashboard.journey;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import io.millrace.dashboard.match.EventMatch;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class FunnelJourneyTests {

	private static final Instant START = Instant.parse("2026-11-29T10:00:00Z");

	private static final Duration WINDOW = Duration.ofMinutes(10);

	private static final Duration LATENESS = Duration.ofHours(1);

	private static FunnelJourney journey(String... types) {
		List<EventMatch> steps = List.of(types).stream().map((type) -> new EventMatch(type, "")).toList();
		Funnel funnel = new Funnel("buying", steps, WINDOW);
		return new FunnelJourney(funnel, funnel.metric("digest"), LATENESS);
	}

	private static Instant at(long seconds) {
		return START.plusSeconds(seconds);
	}

	private static String reached(long seconds, int step) {
		return at(seconds).truncatedTo(ChronoUnit.MINUTES) + " " + step;
	}

	@Test
	void countsEachStepThatIsReachedAtTheTimeOfTheFirst() {
		Told told = new Told(journey("view", "cart", "paid"));
		told.event("paid", at(0));
		told.event("view", at(60));
		told.event("view", at(61));
		told.event("paid", at(70));
		told.event("cart", at(80));
		told.event("other", at(81));
		assertThat(told.sums()).isEqualTo(Map.of(reached(60, 1), 1L, reached(60, 2), 1L));
		told.event("paid", at(660));
		assertThat(told.sums()).containsEntry(reached(60, 3), 1L).hasSize(3);
	}

	@Test
	void takesNoStepAfterTheWindow() {
		Told told = new Told(journey("view", "paid"));
		told.event("view", at(0));
		told.event("paid", at(601));
		assertThat(told.sums()).isEqualTo(Map.of(reached(0, 1), 1L));
	}

	@Test
	void aStepThatComesLateCountsAllTheSame() {
		Told told = new Told(journey("view", "cart", "paid"));
		told.event("paid", at(20), at(20));
		told.event("cart", at(10), at(1800));
		told.event("view", at(0), at(3600));
		assertThat(told.sums()).isEqualTo(Map.of(reached(0, 1), 1L, reached(0, 2), 1L, reached(0, 3), 1L));
	}

	@Test
	void needsAnEventOfItsOwnForEachStep() {
		Told told = new Told(journey("view", "view"));
		told.event("view", at(0));
		assertThat(told.sums()).isEqualTo(Map.of(reached(0, 1), 1L));
		told.event("view", at(0));
		assertThat(told.sums()).as("another of the same moment").containsEntry(reached(0, 2), 1L);
	}

	@Test
	void forgetsWhatNoEventCanBelongToAnyMore() {
		Told told = new Told(journey("view", "paid"));
		told.event("view", at(0));
		told.event("view", at(4000));
		assertThat(told.history().marks()).hasSize(2);
		told.event("view", at(4201));
		assertThat(told.history().marks()).hasSize(2);
		for (int i = 0; i < 300; i++) {
			told.event("view", at(4201).plusMillis(i));
		}
		assertThat(told.history().marks()).hasSize(FunnelJourney.MOST_MARKS);
		told.event("paid", at(4202));
		assertThat(told.sums()).containsEntry(reached(4201, 2), 1L);
	}

	/** Whatever the order in which events come, the same is counted. */
	@Test
	void countsWhatAModelCountsThatHasAllEvents() {
		Random random = new Random(5);
		int last = 0;
		for (int run = 0; run < 2000; run++) {
			List<String> steps = List.of(List.of("a", "b", "c"), List.of("a", "a", "b"), List.of("x.*", "x.b", "a"))
				.get(run % 3);
			List<Map.Entry<String, Instant>> events = new ArrayList<>();
			for (int i = 0; i < 5 + random.nextInt(20); i++) {
				events.add(Map.entry(List.of("a", "b", "c", "x.a", "x.b").get(random.nextInt(5)),
						START.plusMillis(random.nextInt(1_500_000))));
			}
			Map<String, Long> expected = model(steps, events);
			Collections.shuffle(events, random);
			Told told = new Told(journey(steps.toArray(String[]::new)));
			events.forEach((event) -> told.event(event.getKey(), event.getValue(), at(1500)));
			assertThat(told.sums()).as("%s %s", steps, events).isEqualTo(expected);
			last += expected.keySet().stream().anyMatch((key) -> key.endsWith(" 3")) ? 1 : 0;
		}
		assertThat(last).as("went all the way").isGreaterThan(200);
	}

	/** Tries all ways to take the steps. */
	private static Map<String, Long> model(List<String> steps, List<Map.Entry<String, Instant>> events) {
		Map<String, Long> reached = new HashMap<>();
		events.forEach((event) -> {
			if (matches(steps.getFirst(), event.getKey())) {
				walk(steps, 1, event.getValue(), event.getValue(), events, reached);
			}
		});
		return reached;
	}

	private static void walk(List<String> steps, int taken, Instant first, Instant before,
			List<Map.Entry<String, Instant>> events, Map<String, Long> reached) {
		reached.put(first.truncatedTo(ChronoUnit.MINUTES) + " " + taken, 1L);
		if (taken == steps.size()) {
			return;
		}
		events.stream()
			.filter((event) -> matches(steps.get(taken), event.getKey()) && event.getValue().isAfter(before)
					&& !event.getValue().isAfter(first.plus(WINDOW)))
			.forEach((event) -> walk(steps, taken + 1, first, event.getValue(), events, reached));
	}

	private static boolean matches(String pattern, String type) {
		return pattern.endsWith("*") ? type.startsWith(pattern.substring(0, pattern.length() - 1))
				: pattern.equals(type);
	}

	@Test
	void refusesAFunnelThatIsNone() {
		EventMatch step = new EventMatch("a", "");
		assertThatIllegalArgumentException().isThrownBy(() -> new Funnel("f", List.of(step), WINDOW))
			.withMessage("Funnel 'f', steps: must be 2 to 10, not 1");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new Funnel("f", Collections.nCopies(2, step), Duration.ofDays(31)))
			.withMessageContaining("Funnel 'f', window: must be 1 second to 30 days");
		assertThatIllegalArgumentException().isThrownBy(() -> new Funnel("", Collections.nCopies(2, step), WINDOW))
			.withMessageContaining("A funnel's name");
		assertThatIllegalArgumentException().isThrownBy(() -> new EventMatch("a", "data."))
			.withMessageStartingWith("filter: ");
	}

}
