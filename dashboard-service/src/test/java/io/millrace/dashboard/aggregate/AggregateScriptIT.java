package io.millrace.dashboard.aggregate;

import java.time.Instant;
import java.util.Map;
import java.util.Set;

import io.millrace.dashboard.meter.Bucket;
import io.millrace.dashboard.meter.Level;
import io.millrace.dashboard.meter.UserSketch;
import io.millrace.sink.FencedSinkContract;
import io.millrace.sink.fence.ScriptCall;
import io.millrace.sink.fence.Slot;

class AggregateScriptIT extends FencedSinkContract {

	@Override
	protected ScriptCall call(Slot slot) {
		Batch batch = new Batch(new AggregateKeys(slot));
		Bucket bucket = Bucket.at(Level.DAY, Instant.now());
		CounterBucket counters = new CounterBucket(Map.of("order.paid", 41L), Set.of());
		batch.counter(bucket, counters, "order.paid");
		counters.increment("order.paid");
		SketchCell sketch = new SketchCell(new UserSketch());
		sketch.add("ann");
		batch.sketch(new SketchCell.Id(bucket, "order.paid"), sketch);
		PartitionStats stats = new PartitionStats(Map.of());
		stats.see(Instant.ofEpochSecond(1_700_000_000));
		stats.late(Level.TEN_SECONDS);
		return batch.drain(stats);
	}

}
