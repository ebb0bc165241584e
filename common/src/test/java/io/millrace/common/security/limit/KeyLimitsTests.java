package io.millrace.common.security.limit;

import java.time.Duration;
import java.util.Set;

import io.github.bucket4j.TimeMeter;
import io.millrace.common.security.key.ApiKey;
import io.millrace.common.security.key.Scope;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;

class KeyLimitsTests {

	private long nanos = Duration.ofDays(1).toNanos();

	private final TimeMeter time = new TimeMeter() {
		@Override
		public long currentTimeNanos() {
			return KeyLimitsTests.this.nanos;
		}

		@Override
		public boolean isWallClockBased() {
			return false;
		}
	};

	private final KeyLimits limits = new KeyLimits(new LimitProperties(2, DataSize.ofBytes(100)), this.time);

	private void pass(Duration duration) {
		this.nanos += duration.toNanos();
	}

	private static ApiKey key(String digit, @Nullable Long requests, @Nullable DataSize bytes) {
		return new ApiKey("shop", digit.repeat(64), Set.of(Scope.EVENTS_WRITE), null, requests, bytes);
	}

	@Test
	void limitsRequestsOfEachKey() {
		ApiKey one = key("1", null, null);
		assertThat(this.limits.budget(one).takeRequest()).isEmpty();
		assertThat(this.limits.budget(one).takeRequest()).isEmpty();
		assertThat(this.limits.budget(one).takeRequest()).contains(Duration.ofMillis(500));
		assertThat(this.limits.budget(key("2", null, null)).takeRequest()).isEmpty();

		pass(Duration.ofMillis(500));

		assertThat(this.limits.budget(one).takeRequest()).isEmpty();
		assertThat(this.limits.budget(one).takeRequest()).isPresent();
	}

	@Test
	void aLargeBodyIsTakenAndThenWaitedFor() {
		Budget budget = this.limits.budget(key("1", 0L, null));
		assertThat(budget.takeRequest()).isEmpty();
		budget.takeBytes(300);

		assertThat(budget.takeRequest())
			.hasValueSatisfying((wait) -> assertThat(wait).isBetween(Duration.ofSeconds(2), Duration.ofMillis(2_100)));
		pass(Duration.ofMillis(1_900));
		assertThat(budget.takeRequest()).isPresent();
		pass(Duration.ofMillis(200));
		assertThat(budget.takeRequest()).isEmpty();
	}

	@Test
	void aKeysOwnLimitsGoBeforeTheDefaults() {
		Budget unlimited = this.limits.budget(key("1", 0L, DataSize.ofBytes(0)));
		unlimited.takeBytes(1_000_000);
		for (int i = 0; i < 100; i++) {
			assertThat(unlimited.takeRequest()).isEmpty();
		}
		// The file says something else now.
		Budget changed = this.limits.budget(key("1", 1L, null));
		assertThat(changed.takeRequest()).isEmpty();
		assertThat(changed.takeRequest()).isPresent();
	}

}
