package io.millrace.dashboard.aggregate;

import java.time.Clock;
import java.time.Instant;

import io.millrace.common.event.Event;
import io.millrace.dashboard.meter.Bucket;
import io.millrace.dashboard.meter.EventTypes;
import io.millrace.dashboard.meter.Level;
import io.millrace.dashboard.meter.UserSketch;
import io.millrace.sink.Effect;
import io.millrace.sink.fence.ScriptCall;
import io.millrace.sink.fence.Slot;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Counts the events of one partition. Cells are written as absolute values, at most 2,000
 * and 256 KB a script.
 */
final class AggregateEffect implements Effect<Event> {

	private final int maxTypes;

	private final AggregateMetrics metrics;

	private final Clock clock;

	private final CellCache cache;

	private final PartitionStats stats;

	private final Copied copied;

	private final Batch batch;

	AggregateEffect(Slot slot, AggregateStore store, AggregateProperties properties, AggregateMetrics metrics,
			Clock clock) {
		AggregateKeys keys = new AggregateKeys(slot);
		this.maxTypes = properties.maxTypes();
		this.metrics = metrics;
		this.clock = clock;
		this.stats = store.stats(keys);
		this.copied = store.copied(keys);
		this.cache = new CellCache(store, keys, this.stats, properties.cachedCounters(), properties.cachedSketches());
		this.batch = new Batch(keys);
	}

	@Override
	public boolean add(ConsumerRecord<byte[], byte[]> record, Event event) {
		Placement whole = Placement.of(event.time(), Instant.ofEpochMilli(record.timestamp()), this.clock.instant());
		this.cache.require(whole.counters());
		String type = admit(whole, event.type());
		Placement placement = this.copied.leftOf(whole, record.offset());
		if (!this.batch.isEmpty() && !fits(placement, type)) {
			return false;
		}
		placement.counters().forEach((bucket) -> count(bucket, type));
		placement.sketches().forEach((bucket) -> addUser(new SketchCell.Id(bucket, type), event.subject()));
		this.stats.see(event.time());
		placement.late().forEach(this::late);
		if (type.equals(EventTypes.OTHER)) {
			this.metrics.other();
		}
		return true;
	}

	/**
	 * The types of a day are those in its bucket, which is kept longest: so every owner,
	 * and every replay, gives a type the same name.
	 */
	private String admit(Placement placement, String type) {
		return placement.counters().isEmpty() ? type
				: this.cache.counters(placement.counters().getLast()).admit(type, this.maxTypes);
	}

	private boolean fits(Placement placement, String type) {
		int cells = 0;
		int bytes = 0;
		for (Bucket bucket : placement.counters()) {
			if (!this.cache.counters(bucket).isChanged(type)) {
				cells++;
				bytes += Batch.bytes(type);
			}
		}
		for (Bucket bucket : placement.sketches()) {
			SketchCell sketch = this.cache.sketch(new SketchCell.Id(bucket, type));
			if (!sketch.isChanged()) {
				cells++;
				bytes += Batch.bytes(type) + sketch.size();
			}
			bytes += UserSketch.GROWTH;
		}
		return this.batch.fits(cells, bytes);
	}

	private void count(Bucket bucket, String type) {
		CounterBucket counters = this.cache.counters(bucket);
		if (!counters.isChanged(type)) {
			this.batch.counter(bucket, counters, type);
		}
		counters.increment(type);
	}

	private void addUser(SketchCell.Id id, String user) {
		SketchCell sketch = this.cache.sketch(id);
		boolean known = sketch.isChanged();
		int size = sketch.size();
		if (!sketch.add(user)) {
			return;
		}
		if (known) {
			this.batch.grown(sketch.size() - size);
		}
		else {
			this.batch.sketch(id, sketch);
			this.cache.counters(id.bucket()).sketchWritten(id.type());
		}
	}

	private void late(Level level) {
		this.stats.late(level);
		this.metrics.late(level);
	}

	@Override
	public ScriptCall drain() {
		ScriptCall call = this.batch.drain(this.stats);
		this.cache.evict();
		return call;
	}

}
