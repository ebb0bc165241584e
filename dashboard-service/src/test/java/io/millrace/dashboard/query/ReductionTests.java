package io.millrace.dashboard.query;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

import io.millrace.dashboard.aggregate.StoredBucket;
import io.millrace.dashboard.cell.Cell;
import io.millrace.dashboard.cell.Total;
import io.millrace.dashboard.cell.Value;
import io.millrace.dashboard.meter.Aggregation;
import io.millrace.dashboard.meter.Bucket;
import io.millrace.dashboard.meter.Group;
import io.millrace.dashboard.meter.Level;
import io.millrace.dashboard.meter.Metric;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

class ReductionTests {

	private static final Bucket BUCKET = Bucket.at(Level.MINUTE, Instant.EPOCH);

	private final Random random = new Random(5);

	/** What is put together bucket by bucket first comes to what all cells come to. */
	@ParameterizedTest
	@EnumSource(Aggregation.class)
	void losesNothing(Aggregation aggregation) {
		Metric metric = new Metric("some", "m.1", aggregation, List.of("type"));
		Total direct = Total.of(aggregation);
		Total reduced = Total.of(aggregation);
		for (int bucket = 0; bucket < 20; bucket++) {
			Map<String, byte[]> cells = new HashMap<>();
			for (int type = 0; type < 1 + bucket % 4; type++) {
				cells.put("t" + type, cell(aggregation));
			}
			cells.values().forEach(direct::add);
			Reduced one = new Reduction(metric, List.of(), GroupFilter.NONE)
				.of(new StoredBucket(new StoredBucket.Id(metric, BUCKET), cells));
			assertThat(one.cells()).hasSize(1);
			one.cells().values().forEach(reduced::add);
		}
		assertThat(reduced.value()).isEqualTo(direct.value());
	}

	/** Of so few values that sketches are exact. */
	private byte[] cell(Aggregation aggregation) {
		Cell cell = Cell.empty(aggregation);
		for (int i = 0; i < 7; i++) {
			String number = BigDecimal.valueOf(this.random.nextInt(100_000), 2).toPlainString();
			cell.add((aggregation == Aggregation.DISTINCT) ? Value.of(number)
					: Objects.requireNonNull(Value.of(new BigDecimal(number))));
		}
		return cell.toBytes();
	}

	@Test
	void countsOthersWithAllButNotWhereTheyCouldBelongElsewhere() {
		StoredBucket stored = new StoredBucket(new StoredBucket.Id(Metric.EVENTS, BUCKET),
				Map.of("a", number(1), "b", number(2), Group.OTHER, number(4)));
		Reduced all = new Reduction(Metric.EVENTS, List.of(), GroupFilter.NONE).of(stored);
		assertThat(all.cells().get(List.<String>of())).isEqualTo(number(7));
		assertThat(all.othersLeftOpen()).isFalse();
		Reduced some = new Reduction(Metric.EVENTS, List.of(), GroupFilter.parse("type==a")).of(stored);
		assertThat(some.cells().get(List.<String>of())).isEqualTo(number(1));
		assertThat(some.othersLeftOpen()).isTrue();
	}

	private static byte[] number(long number) {
		return Long.toString(number).getBytes(StandardCharsets.US_ASCII);
	}

}
