package io.millrace.dashboard.aggregate;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.millrace.common.event.Event;
import io.millrace.common.event.EventCodec;
import io.millrace.dashboard.aggregate.PartitionStats.Count;
import io.millrace.dashboard.cell.Value;
import io.millrace.dashboard.definition.CompiledMeter;
import io.millrace.dashboard.definition.Meters;
import io.millrace.dashboard.definition.ReadEvent;
import io.millrace.dashboard.meter.Bucket;
import io.millrace.dashboard.meter.Group;
import io.millrace.dashboard.meter.Level;
import io.millrace.dashboard.meter.Metric;
import io.millrace.sink.Effect;
import io.millrace.sink.MalformedRecordException;
import io.millrace.sink.fence.ScriptCall;
import io.millrace.sink.fence.Slot;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Counts the events of one partition. Cells are written as absolute values, at most 2,000
 * and 256 KB a script.
 */
final class AggregateEffect implements Effect<Event> {

	private static final EventCodec CODEC = new EventCodec();

	private final Meters meters;

	private final Duration allowedLateness;

	private final AggregateMetrics metrics;

	private final Clock clock;

	private final CellCache cache;

	private final PartitionStats stats;

	private final Copied copied;

	private final Batch batch;

	/** Those that the stats tell of. */
	private Meters.@Nullable InForce counted;

	/**
	 * What an event does to a metric: it changes one cell in each of its buckets; no
	 * value, no place.
	 */
	private record Addition(Metric metric, @Nullable Value value, List<Place> places) {
	}

	AggregateEffect(Slot slot, AggregateStore store, Meters meters, AggregateProperties properties,
			Duration allowedLateness, AggregateMetrics metrics, Clock clock) {
		AggregateKeys keys = new AggregateKeys(slot);
		this.meters = meters;
		this.allowedLateness = allowedLateness;
		this.metrics = metrics;
		this.clock = clock;
		this.stats = store.stats(keys);
		this.copied = store.copied(keys);
		this.cache = new CellCache(store, keys, this.stats, properties.cachedCounters(), properties.cachedSketches());
		this.batch = new Batch(keys);
	}

	@Override
	public boolean add(ConsumerRecord<byte[], byte[]> record, Event event) {
		Instant appended = Instant.ofEpochMilli(record.timestamp());
		Placement whole = Placement.of(event.time(), appended, this.clock.instant());
		Placement left = this.copied.leftOf(whole, record.offset());
		List<Addition> additions = additions(event, whole, left, follow(appended));
		if (!this.batch.isEmpty() && !fits(additions)) {
			return false;
		}
		additions.forEach(this::apply);
		this.stats.see(event.time());
		count(left, event.time().plus(this.allowedLateness).isBefore(appended), record.offset());
		return true;
	}

	private Meters.InForce follow(Instant appended) {
		Meters.InForce now = this.meters.current();
		if (now != this.counted) {
			this.stats.count(now.metrics(), appended);
			this.counted = now;
		}
		return now;
	}

	private List<Addition> additions(Event event, Placement whole, Placement left, Meters.InForce inForce) {
		ReadEvent read = new ReadEvent(event, CODEC);
		List<CompiledMeter> counting = new ArrayList<>();
		List<StoredBucket.Id> wanted = new ArrayList<>();
		for (CompiledMeter meter : inForce.matching(event.type())) {
			List<Bucket> buckets = whole.buckets(meter.metric());
			if (!left.buckets(meter.metric()).isEmpty() && meter.admits(read)) {
				counting.add(meter);
				buckets.forEach((bucket) -> wanted.add(new StoredBucket.Id(meter.metric(), bucket)));
			}
		}
		this.cache.require(wanted);
		List<Addition> additions = new ArrayList<>(counting.size());
		for (CompiledMeter meter : counting) {
			Value value = meter.value(read);
			additions.add(new Addition(meter.metric(), value,
					(value != null) ? places(meter, read, whole, left) : List.of()));
		}
		this.cache.load(additions.stream().flatMap((addition) -> addition.places().stream()).toList());
		return additions;
	}

	private List<Place> places(CompiledMeter meter, ReadEvent event, Placement whole, Placement left) {
		List<Bucket> buckets = left.buckets(meter.metric());
		// The groups of a day are those in its bucket, which is kept longest: so every
		// owner, and every replay, gives a group the same name.
		String group = this.cache.bucket(new StoredBucket.Id(meter.metric(), whole.buckets(meter.metric()).getLast()))
			.admit(meter.group(event), meter.maxGroups());
		List<Place> places = new ArrayList<>(buckets.size());
		for (Bucket bucket : buckets) {
			CellBucket cells = this.cache.bucket(new StoredBucket.Id(meter.metric(), bucket));
			places.add(new Place(cells, group));
		}
		return places;
	}

	private boolean fits(List<Addition> additions) {
		int cells = 0;
		int bytes = 0;
		for (Addition addition : additions) {
			for (Place place : addition.places()) {
				if (!place.entry().isChanged()) {
					cells++;
					bytes += Batch.bytes(place.entry());
				}
				bytes += place.entry().cell().growth();
			}
		}
		return this.batch.fits(cells, bytes);
	}

	private void apply(Addition addition) {
		Value value = addition.value();
		if (value == null) {
			this.metrics.unmeasured(addition.metric());
			return;
		}
		for (Place place : addition.places()) {
			CellBucket.Entry entry = place.entry();
			boolean noted = entry.isChanged();
			int size = entry.cell().size();
			if (place.bucket().add(entry, value)) {
				if (noted) {
					this.batch.grown(entry.cell().size() - size);
				}
				else {
					this.batch.changed(place.bucket(), entry);
				}
			}
		}
		if (addition.places().getLast().entry().group().equals(Group.OTHER)) {
			this.metrics.other();
		}
	}

	private void count(Placement placement, boolean late, long offset) {
		for (Level level : placement.late()) {
			this.stats.late(level);
			this.metrics.late(level);
		}
		if (late && !placement.counters().isEmpty()) {
			increment(Count.LATE_ACCEPTED, offset);
		}
	}

	@Override
	public void duplicate(ConsumerRecord<byte[], byte[]> record) {
		increment(Count.DUPLICATES, record.offset());
	}

	@Override
	public void malformed(ConsumerRecord<byte[], byte[]> record, MalformedRecordException reason) {
		increment((reason instanceof FutureEventException) ? Count.FUTURE_REJECTED : Count.MALFORMED, record.offset());
	}

	private void increment(Count count, long offset) {
		if (!this.copied.hasStats(offset)) {
			this.stats.increment(count);
		}
	}

	/** A quiet partition counts by a meter from when its owner knows of it. */
	@Override
	public boolean isStale(Instant now) {
		if (this.stats.maxTime() != null) {
			follow(now);
		}
		return this.stats.isChanged();
	}

	@Override
	public ScriptCall drain() {
		ScriptCall call = this.batch.drain(this.stats);
		this.cache.evict();
		return call;
	}

}
