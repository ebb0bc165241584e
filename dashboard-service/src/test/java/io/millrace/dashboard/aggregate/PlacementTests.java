package io.millrace.dashboard.aggregate;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.millrace.dashboard.meter.Bucket;
import io.millrace.dashboard.meter.Level;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class PlacementTests {

	private static final Instant NOW = Instant.parse("2026-11-22T10:07:31Z");

	@Test
	void countsAPresentEventAtEveryLevelAndItsUserFromOneMinuteOn() {
		Placement placement = Placement.of(NOW, NOW, NOW);
		assertThat(levels(placement.counters())).containsExactly(Level.values());
		assertThat(levels(placement.sketches())).containsExactly(Level.MINUTE, Level.QUARTER, Level.DAY);
		assertThat(placement.late()).isEmpty();
	}

	@Test
	void countsALateEventIntoItsOwnBucketWhereThatIsKept() {
		Duration sixHours = Duration.ofHours(6);
		Placement atTheLimit = Placement.of(NOW.minus(sixHours), NOW, NOW);
		assertThat(levels(atTheLimit.counters())).containsExactly(Level.values());
		assertThat(levels(atTheLimit.sketches())).contains(Level.MINUTE);
		Placement beyond = Placement.of(NOW.minus(sixHours).minusMillis(1), NOW, NOW);
		assertThat(levels(beyond.counters())).containsExactly(Level.MINUTE, Level.QUARTER, Level.DAY);
		assertThat(levels(beyond.sketches())).containsExactly(Level.QUARTER, Level.DAY);
		assertThat(beyond.late()).containsExactly(Level.TEN_SECONDS);
		assertThat(beyond.counters().getFirst().start()).isEqualTo("2026-11-22T04:07:00Z");
	}

	@Test
	void dropsWhatIsTooLateForEveryLevel() {
		Placement placement = Placement.of(Instant.parse("2017-12-02T00:00:00Z"), NOW, NOW);
		assertThat(placement.counters()).isEmpty();
		assertThat(placement.late()).containsExactly(Level.values());
	}

	@Test
	void judgesLatenessByTheLogAndNotByTheClock() {
		Instant aMonthLater = NOW.plus(Duration.ofDays(30));
		Placement replayed = Placement.of(NOW.minus(Duration.ofHours(7)), NOW, aMonthLater);
		assertThat(replayed.late()).containsExactly(Level.TEN_SECONDS);
		assertThat(levels(replayed.counters())).as("what Redis would forget at once is left out")
			.containsExactly(Level.QUARTER, Level.DAY);
	}

	private static List<Level> levels(List<Bucket> buckets) {
		return buckets.stream().map(Bucket::level).toList();
	}

}
