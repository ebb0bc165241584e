package io.millrace.dashboard.aggregate;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;

import io.millrace.dashboard.cell.Total;
import io.millrace.dashboard.meter.Aggregation;
import io.millrace.dashboard.meter.Bucket;
import io.millrace.dashboard.meter.Metric;
import io.millrace.sink.Succession;
import io.millrace.sink.fence.Fence;
import io.millrace.sink.rebuild.Comparison;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

/**
 * Compares the buckets of one partition in two generations that stand at the same
 * position: numbers must be equal, and sketches tell the same number of different values
 * within 3 %.
 */
@RequiredArgsConstructor
final class BucketCheck implements Succession.Check {

	/**
	 * Both were made of the same events in the same order, so mostly there is no
	 * difference at all; where one left out a retry that the other could not know, an
	 * estimate may be off by that.
	 */
	static final BigDecimal TOLERANCE = new BigDecimal("0.03");

	/** What expires between the two reads would look like a difference. */
	private static final Duration MARGIN = Duration.ofSeconds(10);

	private final SuccessionStore store;

	private final AggregateKeys live;

	private final AggregateKeys filled;

	private final KeptBuckets buckets;

	private final Clock clock;

	private Comparison result = Comparison.NONE;

	@Override
	public Comparison result() {
		return this.result;
	}

	@Override
	public boolean advance(Fence fence) {
		List<Bucket> wanted = this.buckets.next();
		if (wanted.isEmpty()) {
			return false;
		}
		List<Metric> metrics = this.buckets.metrics(wanted.getFirst().level());
		Instant now = this.clock.instant();
		List<List<SuccessionStore.Stored>> ones = this.store.read(this.live, fence, wanted, metrics);
		List<List<SuccessionStore.Stored>> others = this.store.read(this.filled, fence, wanted, metrics);
		int read = Math.min(ones.size(), others.size());
		for (int i = 0; i < read; i++) {
			compare(wanted.get(i), ones.get(i), others.get(i), now);
		}
		this.buckets.done(read);
		return true;
	}

	private void compare(Bucket bucket, List<SuccessionStore.Stored> one, List<SuccessionStore.Stored> other,
			Instant now) {
		List<Metric> metrics = this.buckets.metrics(bucket.level());
		Optional<String> example = Optional.empty();
		boolean empty = true;
		for (int i = 0; i < metrics.size(); i++) {
			Metric metric = metrics.get(i);
			if (bucket.expiry(metric).isAfter(now.plus(MARGIN))) {
				Map<String, byte[]> read = cells(one.get(i));
				Map<String, byte[]> rebuilt = cells(other.get(i));
				empty &= read.isEmpty() && rebuilt.isEmpty();
				example = example.or(() -> difference(bucket, metric, read, rebuilt));
			}
		}
		if (!empty) {
			this.result = this.result.plus(new Comparison(1, example.isPresent() ? 1 : 0, example.orElse("")));
		}
	}

	private static Map<String, byte[]> cells(SuccessionStore.Stored stored) {
		List<byte[]> flat = stored.flat();
		Map<String, byte[]> cells = HashMap.newHashMap(flat.size() / 2);
		for (int i = 0; i < flat.size(); i += 2) {
			cells.put(new String(flat.get(i), StandardCharsets.UTF_8), flat.get(i + 1));
		}
		return cells;
	}

	private static Optional<String> difference(Bucket bucket, Metric metric, Map<String, byte[]> read,
			Map<String, byte[]> rebuilt) {
		TreeSet<String> groups = new TreeSet<>(read.keySet());
		groups.addAll(rebuilt.keySet());
		for (String group : groups) {
			Object was = value(metric, read.get(group));
			Object is = value(metric, rebuilt.get(group));
			if (!isSame(metric.aggregation(), was, is)) {
				return Optional.of("%s of %s in the %s from %s on: %s were read, %s are rebuilt"
					.formatted(metric.name(), group, bucket.level().key(), bucket.start(), was, is));
			}
		}
		return Optional.empty();
	}

	private static Object value(Metric metric, byte @Nullable [] cell) {
		if (cell == null) {
			return 0L;
		}
		Total total = Total.of(metric.aggregation());
		total.add(cell);
		return Objects.requireNonNullElse(total.value(), 0L);
	}

	private static boolean isSame(Aggregation aggregation, Object was, Object is) {
		if (aggregation == Aggregation.PERCENTILES) {
			// These are drawn by lot: only whether there are any can be compared.
			return was.getClass() == is.getClass();
		}
		BigDecimal one = new BigDecimal(was.toString());
		BigDecimal other = new BigDecimal(is.toString());
		BigDecimal allowed = aggregation.isSketch() ? one.max(other).multiply(TOLERANCE) : BigDecimal.ZERO;
		return one.subtract(other).abs().compareTo(allowed) <= 0;
	}

}
