package io.millrace.dashboard.aggregate;

import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

import io.millrace.dashboard.meter.Bucket;
import io.millrace.dashboard.meter.Metric;
import io.millrace.sink.Succession;
import io.millrace.sink.fence.Fence;
import io.millrace.sink.fence.ScriptCall;
import lombok.RequiredArgsConstructor;

/**
 * Copies buckets of one partition from one generation into another, piece by piece, each
 * with the position that it stands for; last the stats and {@link Copied}, which tells
 * whoever goes on what not to count again. A copy that another owner has left unfinished
 * is written over: no cell ever leaves a bucket before the bucket expires.
 */
@RequiredArgsConstructor
final class BucketCopy implements Succession.Copy {

	private final SuccessionStore store;

	private final AggregateKeys from;

	private final AggregateKeys to;

	private final KeptBuckets buckets;

	private final Instant began;

	/** Those that aren't copied. */
	private final List<Metric> left;

	private final Copied copied = new Copied();

	@Override
	public boolean advance(Fence fence, Consumer<ScriptCall> script) {
		CellWriter writer = new CellWriter(script);
		List<Bucket> wanted = this.buckets.next();
		if (wanted.isEmpty()) {
			finish(fence, writer);
			return false;
		}
		List<Metric> metrics = this.buckets.metrics(wanted.getFirst().level());
		List<List<SuccessionStore.Stored>> read = this.store.read(this.from, fence, wanted, metrics);
		for (int i = 0; i < read.size(); i++) {
			Bucket bucket = wanted.get(i);
			for (int j = 0; j < metrics.size(); j++) {
				writer.add(this.to.cells(metrics.get(j), bucket), bucket.expiry(metrics.get(j)).getEpochSecond(),
						read.get(i).get(j).flat());
			}
		}
		writer.flush();
		this.copied.until(wanted.get(read.size() - 1), fence.next());
		this.buckets.done(read.size());
		return true;
	}

	private void finish(Fence fence, CellWriter writer) {
		// A meter that the live generation counts by since later than the log begins
		// counts from the log's beginning here, and so does one that it doesn't know or
		// that isn't copied.
		writer.add(this.to.stats(), 0,
				PartitionStats.withoutLaterMeters(this.store.stats(this.from, fence).flat(), this.began, this.left));
		this.copied.stats(fence.next());
		writer.add(this.to.copied(), 0,
				List.of(ScriptCall.argument(AggregateKeys.PIECES), ScriptCall.argument(this.copied.toString())));
		writer.flush();
	}

}
