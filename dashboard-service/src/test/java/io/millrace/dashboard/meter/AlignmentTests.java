package io.millrace.dashboard.meter;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class AlignmentTests {

	@Test
	void alignsToMultiplesOfTheWidthInUtc() {
		Instant time = Instant.parse("2026-11-22T10:07:31.5Z");
		assertThat(Alignment.floor(time, Duration.ofMinutes(15))).isEqualTo("2026-11-22T10:00:00Z");
		assertThat(Alignment.ceiling(time, Duration.ofMinutes(15))).isEqualTo("2026-11-22T10:15:00Z");
		assertThat(Alignment.floor(time, Duration.ofDays(1))).isEqualTo("2026-11-22T00:00:00Z");
	}

	@Test
	void leavesWhatIsAlignedWhereItIs() {
		Instant time = Instant.parse("2026-11-22T10:15:00Z");
		assertThat(Alignment.floor(time, Duration.ofMinutes(15))).isEqualTo(time);
		assertThat(Alignment.ceiling(time, Duration.ofMinutes(15))).isEqualTo(time);
	}

	@Test
	void roundsDownBefore1970Too() {
		assertThat(Alignment.floor(Instant.parse("1969-12-31T23:59:59.9Z"), Duration.ofDays(1)))
			.isEqualTo("1969-12-31T00:00:00Z");
	}

	@Test
	void composesARangeOfDaysInTheMiddleAndFinerBucketsAtTheEdges() {
		List<Bucket> buckets = Alignment.compose(Instant.parse("2026-11-19T23:44:50Z"),
				Instant.parse("2026-11-22T00:16:10Z"));
		assertThat(buckets).extracting((bucket) -> bucket.level().key() + " " + bucket.start())
			.containsExactly("10s 2026-11-19T23:44:50Z", "15m 2026-11-19T23:45:00Z", "1d 2026-11-20T00:00:00Z",
					"1d 2026-11-21T00:00:00Z", "15m 2026-11-22T00:00:00Z", "1m 2026-11-22T00:15:00Z",
					"10s 2026-11-22T00:16:00Z");
	}

	@Test
	void composesEveryMomentOfARangeExactlyOnce() {
		Random random = new Random(7);
		Instant origin = Instant.parse("2026-11-20T00:00:00Z");
		for (int i = 0; i < 500; i++) {
			Instant from = origin.plusSeconds(10L * random.nextInt(40_000));
			Instant to = from.plusSeconds(10L * (1 + random.nextInt(40_000)));
			Instant at = from;
			for (Bucket bucket : Alignment.compose(from, to)) {
				assertThat(bucket.start()).isEqualTo(at);
				at = at.plus(bucket.level().width());
			}
			assertThat(at).isEqualTo(to);
		}
	}

}
