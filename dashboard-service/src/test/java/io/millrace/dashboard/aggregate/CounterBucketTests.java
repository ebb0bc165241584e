package io.millrace.dashboard.aggregate;

import java.util.Map;
import java.util.Set;

import io.millrace.dashboard.meter.EventTypes;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CounterBucketTests {

	@Test
	void countsNewTypesApartUpToTheBoundAndKnownOnesBeyond() {
		CounterBucket bucket = new CounterBucket(Map.of("a", 1L), Set.of());
		assertThat(bucket.admit("b", 2)).isEqualTo("b");
		bucket.increment("b");
		assertThat(bucket.admit("c", 2)).isEqualTo(EventTypes.OTHER);
		bucket.increment(EventTypes.OTHER);
		assertThat(bucket.admit("a", 2)).isEqualTo("a");
		assertThat(bucket.admit("d", 3)).as("others take no place").isEqualTo("d");
	}

	@Test
	void writesWhatWasChangedWithItsAbsoluteValue() {
		CounterBucket bucket = new CounterBucket(Map.of("a", 41L, "b", 7L), Set.of());
		bucket.increment("a");
		assertThat(bucket.takeChanged()).isEqualTo(Map.of("a", 42L));
		assertThat(bucket.takeChanged()).isEmpty();
	}

}
