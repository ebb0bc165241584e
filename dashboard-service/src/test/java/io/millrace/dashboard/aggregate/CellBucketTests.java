package io.millrace.dashboard.aggregate;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

import io.millrace.dashboard.cell.Cell;
import io.millrace.dashboard.cell.Value;
import io.millrace.dashboard.meter.Aggregation;
import io.millrace.dashboard.meter.Bucket;
import io.millrace.dashboard.meter.Group;
import io.millrace.dashboard.meter.Level;
import io.millrace.dashboard.meter.Metric;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CellBucketTests {

	private static final Bucket BUCKET = Bucket.at(Level.DAY, Instant.parse("2026-11-22T10:00:00Z"));

	@Test
	void keepsNewGroupsApartUpToTheBoundAndKnownOnesBeyond() {
		CellBucket bucket = new CellBucket(new StoredBucket.Id(Metric.EVENTS, BUCKET), counts(Map.of("a", 1)),
				Set.of());
		assertThat(bucket.admit("b", 2)).isEqualTo("b");
		count(bucket, "b");
		assertThat(bucket.admit("c", 2)).isEqualTo(Group.OTHER);
		count(bucket, Group.OTHER);
		assertThat(bucket.admit("a", 2)).isEqualTo("a");
		assertThat(bucket.admit("d", 3)).as("others take no place").isEqualTo("d");
	}

	@Test
	void knowsGroupsWhoseSketchesAreElsewhere() {
		CellBucket bucket = new CellBucket(new StoredBucket.Id(Metric.USERS, BUCKET), Map.of(), Set.of("a", "b"));
		assertThat(bucket.admit("a", 2)).isEqualTo("a");
		assertThat(bucket.admit("c", 2)).isEqualTo(Group.OTHER);
		assertThat(bucket.isElsewhere("a")).isTrue();
		bucket.loaded("a", null);
		assertThat(bucket.isElsewhere("a")).isFalse();
		assertThat(bucket.entry("a").cell().size()).as("it has expired").isPositive();
	}

	@Test
	void writesWhatWasChangedWithItsAbsoluteValue() {
		CellBucket bucket = new CellBucket(new StoredBucket.Id(Metric.EVENTS, BUCKET), counts(Map.of("a", 41, "b", 7)),
				Set.of());
		count(bucket, "a");
		assertThat(bucket.takeChanged()).singleElement().satisfies((entry) -> {
			assertThat(entry.group()).isEqualTo("a");
			assertThat(entry.cell().toBytes()).asString().isEqualTo("42");
		});
		assertThat(bucket.takeChanged()).isEmpty();
	}

	private static Map<String, Cell> counts(Map<String, Integer> counts) {
		Map<String, Cell> cells = new HashMap<>();
		counts.forEach((group, count) -> cells.put(group,
				Cell.of(Aggregation.COUNT, Integer.toString(count).getBytes(StandardCharsets.US_ASCII))));
		return cells;
	}

	private static void count(CellBucket bucket, String group) {
		bucket.add(bucket.entry(group), Value.NONE);
	}

}
