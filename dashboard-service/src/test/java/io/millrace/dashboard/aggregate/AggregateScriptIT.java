package io.millrace.dashboard.aggregate;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Set;

import io.millrace.dashboard.cell.Value;
import io.millrace.dashboard.meter.Bucket;
import io.millrace.dashboard.meter.Level;
import io.millrace.dashboard.meter.Metric;
import io.millrace.sink.FencedSinkContract;
import io.millrace.sink.fence.ScriptCall;
import io.millrace.sink.fence.Slot;

class AggregateScriptIT extends FencedSinkContract {

	@Override
	protected ScriptCall call(Slot slot) {
		Batch batch = new Batch(new AggregateKeys(slot));
		change(batch, Metric.EVENTS, Value.NONE);
		change(batch, Metric.USERS, Value.of("ann"));
		PartitionStats stats = new PartitionStats(Map.of());
		stats.see(Instant.ofEpochSecond(1_700_000_000));
		stats.late(Level.TEN_SECONDS);
		return batch.drain(stats, Instant.EPOCH);
	}

	private static void change(Batch batch, Metric metric, Value value) {
		CellBucket bucket = new CellBucket(new StoredBucket.Id(metric, Bucket.at(Level.DAY, Instant.now())), Map.of(),
				Set.of());
		CellBucket.Entry entry = bucket.entry("order.paid");
		bucket.add(entry, value);
		batch.changed(bucket, entry, Instant.now().plus(2, ChronoUnit.DAYS));
	}

}
