package io.millrace.dashboard.aggregate;

import java.time.Duration;
import java.time.Instant;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SpotsTests {

	private static final Instant TIME = Instant.parse("2026-11-22T10:00:03Z");

	private final Spots spots = new Spots();

	@Test
	void isTheSameForEventsOfTheSameTenSeconds() {
		Spot spot = at(TIME, Duration.ZERO);
		assertThat(at(TIME.plusSeconds(6), Duration.ofHours(2))).isSameAs(spot);
		assertThat(at(TIME.plusSeconds(7), Duration.ZERO)).isNotSameAs(spot);
	}

	/** A log's times may go back where its leader changes. */
	@Test
	void isThatOfTheEventsOwnAgeWhateverCameBefore() {
		for (Duration lateness : new Duration[] { Duration.ZERO, Duration.ofHours(7), Duration.ofMinutes(1),
				Duration.ofDays(8), Duration.ofHours(5), Duration.ofDays(100), Duration.ofHours(7) }) {
			Instant appended = TIME.plus(lateness);
			assertThat(this.spots.at(TIME, appended, TIME.plusSeconds(1)).placement()).as(lateness.toString())
				.isEqualTo(Placement.of(TIME, appended, TIME.plusSeconds(1)));
		}
	}

	@Test
	void isForgotten() {
		Spot spot = at(TIME, Duration.ZERO);
		this.spots.clear();
		assertThat(at(TIME, Duration.ZERO)).isNotSameAs(spot);
	}

	private Spot at(Instant time, Duration lateness) {
		return this.spots.at(time, time.plus(lateness), time.plus(lateness));
	}

}
