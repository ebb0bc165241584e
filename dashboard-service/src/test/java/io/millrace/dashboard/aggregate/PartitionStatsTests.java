package io.millrace.dashboard.aggregate;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.millrace.dashboard.meter.Aggregation;
import io.millrace.dashboard.meter.Level;
import io.millrace.dashboard.meter.Metric;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class PartitionStatsTests {

	private static final Instant NOW = Instant.parse("2026-11-28T10:00:00Z");

	private static final Metric OLD = new Metric("old", "m.old", Aggregation.SUM, List.of());

	private static final Metric NEW = new Metric("new", "m.new", Aggregation.SUM, List.of());

	@Test
	void aMeterThatIsThereFromTheFirstEventOnCountsAll() {
		PartitionStats stats = new PartitionStats(Map.of());
		assertThat(stats.since(OLD)).as("nothing has come that it could have missed").hasValue(Instant.MIN);
		stats.count(List.of(Metric.EVENTS, OLD), NOW);
		stats.see(NOW);
		assertThat(stats.since(OLD)).hasValue(Instant.MIN);
		assertThat(stats.since(Metric.EVENTS)).hasValue(Instant.MIN);
		assertThat(stats.since(NEW)).isEmpty();
	}

	@Test
	void aMeterThatIsAddedCountsFromThenOnAndAnewWhenItComesBack() {
		PartitionStats stats = new PartitionStats(Map.of());
		stats.count(List.of(OLD), NOW);
		stats.see(NOW);
		stats.count(List.of(OLD, NEW), NOW.plusSeconds(5));
		stats.count(List.of(OLD, NEW), NOW.plusSeconds(9));
		assertThat(stats.since(NEW)).hasValue(NOW.plusSeconds(5));
		stats.count(List.of(NEW), NOW.plusSeconds(10));
		assertThat(stats.since(OLD)).isEmpty();
		stats.count(List.of(OLD, NEW), NOW.plusSeconds(20));
		assertThat(stats.since(OLD)).as("it has missed some").hasValue(NOW.plusSeconds(20));
	}

	@Test
	void writesWhatHasChanged() {
		PartitionStats stats = new PartitionStats(Map.of("maxTime", NOW.toEpochMilli(), "late:1d", 4L));
		stats.see(NOW.minusSeconds(1));
		assertThat(stats.isChanged()).isFalse();
		assertThat(stats.takeChanged()).isEmpty();
		stats.late(Level.DAY);
		stats.increment(PartitionStats.Count.DUPLICATES);
		assertThat(stats.isChanged()).isTrue();
		assertThat(stats.takeChanged()).isEqualTo(Map.of("late:1d", 5L, "duplicates", 1L));
		assertThat(stats.takeChanged()).isEmpty();
	}

	@Test
	void aCopyLeavesOutMetersThatTheLogTellsMoreOf() {
		Map<String, String> stored = new TreeMap<>(Map.of("maxTime", "5", "since:m.whole", "0", "since:r.uncopied", "0",
				"since:m.earlier", Long.toString(NOW.minusSeconds(1).toEpochMilli()), "since:m.later",
				Long.toString(NOW.plusSeconds(1).toEpochMilli()), "since:m.gone", "-1"));
		List<byte[]> flat = new ArrayList<>();
		stored.forEach((field, value) -> {
			flat.add(field.getBytes(StandardCharsets.UTF_8));
			flat.add(value.getBytes(StandardCharsets.UTF_8));
		});
		assertThat(PartitionStats.withoutLaterMeters(flat, NOW,
				List.of(new Metric("back", "r.uncopied", Aggregation.SUM, List.of()))))
			.map((part) -> new String(part, StandardCharsets.UTF_8))
			.contains("maxTime", "since:m.whole", "since:m.earlier")
			.doesNotContain("since:m.later", "since:m.gone", "since:r.uncopied")
			.hasSize(6);
	}

	@Test
	void noticesThatHistoriesMayHaveExpired() {
		Metric funnel = new Metric("f", "f.x", Aggregation.DISTINCT, List.of(), Metric.Basis.HISTORY);
		Metric meter = new Metric("m", "m.x", Aggregation.COUNT, List.of());
		Duration day = Duration.ofDays(1);
		PartitionStats stats = new PartitionStats(Map.of());
		stats.count(List.of(funnel, meter), NOW);
		stats.see(NOW);
		assertThat(stats.visit(NOW, NOW, day)).as("the first").isFalse();
		Instant later = NOW.plus(Duration.ofDays(2));
		assertThat(stats.visit(later, later, day)).as("nothing came meanwhile").isFalse();
		Instant last = later.plus(Duration.ofDays(2));
		Instant waited = later.plusSeconds(60);
		assertThat(stats.visit(last, last.minusSeconds(60), day)).as("it waited a minute").isFalse();
		PartitionStats away = new PartitionStats(
				Map.of("maxTime", 1L, "visited", later.toEpochMilli(), "since:f.x", 0L, "since:m.x", 0L));
		assertThat(away.since(funnel)).hasValue(Instant.MIN);
		assertThat(away.visit(last, waited, day)).as("it waited almost two days").isTrue();
		assertThat(away.since(funnel)).hasValue(waited);
		assertThat(away.since(meter)).hasValue(Instant.MIN);
		assertThat(away.visit(last, waited, day)).as("told once").isFalse();
	}

}
