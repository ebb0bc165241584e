package io.millrace.notification.deliver;

import java.time.Duration;
import java.util.random.RandomGenerator;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class BackoffTests {

	private static Backoff backoff(double random) {
		return new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(10), new RandomGenerator() {
			@Override
			public long nextLong() {
				return 0;
			}

			@Override
			public double nextDouble() {
				return random;
			}
		});
	}

	@ParameterizedTest
	@CsvSource({ "1, 1", "2, 2", "5, 16", "10, 512", "11, 600", "100, 600", "2000000000, 600" })
	void doublesUpToABound(int failures, int seconds) {
		assertThat(backoff(0).after(failures, null)).isEqualTo(Duration.ofSeconds(seconds));
		assertThat(backoff(1).after(failures, null)).isEqualTo(Duration.ofMillis(seconds * 500L));
	}

	@Test
	void waitsAsLongAsItIsAskedToWithinTheBound() {
		assertThat(backoff(0).after(1, Duration.ofSeconds(30))).isEqualTo(Duration.ofSeconds(30));
		assertThat(backoff(0).after(6, Duration.ofSeconds(30))).isEqualTo(Duration.ofSeconds(32));
		assertThat(backoff(0).after(1, Duration.ofDays(1))).isEqualTo(Duration.ofMinutes(10));
	}

}
