package io.millrace.dashboard.aggregate;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

import io.millrace.common.event.Event;
import io.millrace.common.event.EventCodec;
import io.millrace.dashboard.aggregate.PartitionStats.Count;
import io.millrace.dashboard.cell.Value;
import io.millrace.dashboard.definition.Meters;
import io.millrace.dashboard.journey.Journey;
import io.millrace.dashboard.journey.JourneyProperties;
import io.millrace.dashboard.match.ReadEvent;
import io.millrace.dashboard.meter.Group;
import io.millrace.dashboard.meter.Level;
import io.millrace.sink.Effect;
import io.millrace.sink.MalformedRecordException;
import io.millrace.sink.fence.ScriptCall;
import io.millrace.sink.fence.Slot;
import lombok.extern.slf4j.Slf4j;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Counts the events of one partition. Cells and histories are written as absolute values,
 * at most 2,000 and 256 KB a script.
 */
@Slf4j
final class AggregateEffect implements Effect<Event> {

	private static final EventCodec CODEC = new EventCodec();

	private final Meters meters;

	private final Duration allowedLateness;

	private final JourneyProperties journeys;

	private final AggregateMetrics metrics;

	private final Clock clock;

	private final CellCache cache;

	private final Spots spots = new Spots();

	private final Additions additions;

	private final HistoryCache histories;

	private final Advances advances;

	private final PartitionStats stats;

	private final Copied copied;

	private final Batch batch;

	private final long session = ThreadLocalRandom.current().nextLong();

	/** Those that the stats tell of. */
	private Meters.@Nullable InForce counted;

	AggregateEffect(Slot slot, AggregateStore store, Meters meters, AggregateProperties properties,
			Duration allowedLateness, JourneyProperties journeys, AggregateMetrics metrics, Clock clock) {
		AggregateKeys keys = new AggregateKeys(slot);
		this.meters = meters;
		this.allowedLateness = allowedLateness;
		this.journeys = journeys;
		this.metrics = metrics;
		this.clock = clock;
		this.stats = store.stats(keys);
		this.copied = store.copied(keys);
		this.cache = new CellCache(store, keys, this.stats, properties.cachedCounters(),
				properties.cachedSketches().toBytes());
		this.additions = new Additions(this.cache, this.spots);
		this.histories = new HistoryCache(store, keys, journeys.cachedUsers());
		this.advances = new Advances(this.histories, this.additions);
		this.batch = new Batch(keys);
	}

	/** One round trip for all of their users, instead of one for each. */
	@Override
	public void expect(List<ConsumerRecord<byte[], byte[]>> records) {
		if (this.meters.current().hasJourneys()) {
			this.histories.require(records.stream()
				.filter((record) -> record.key() != null)
				.map((record) -> new String(record.key(), StandardCharsets.UTF_8))
				.toList());
		}
	}

	@Override
	public boolean add(ConsumerRecord<byte[], byte[]> record, Event event) {
		Instant appended = Instant.ofEpochMilli(record.timestamp());
		Instant now = this.clock.instant();
		Meters.InForce inForce = follow(appended);
		Spot spot = this.spots.at(event.time(), appended, now);
		Placement left = this.copied.leftOf(spot.placement(), record.offset());
		ReadEvent read = new ReadEvent(event, CODEC);
		List<Addition> additions = this.additions.of(read, spot, left, inForce.matching(event.type()));
		List<Journey> journeys = timely(inForce.journeys(event.type()), event, appended);
		List<Advance> advances = this.advances.of(read, appended, journeys,
				(time) -> this.copied.leftOf(Placement.of(time, appended, now), record.offset()));
		if (!this.batch.isEmpty() && !fits(additions, advances)) {
			return false;
		}
		additions.forEach(this::apply);
		advances.forEach((advance) -> apply(advance, appended, now));
		this.stats.see(event.time());
		count(left, event.time().plus(this.allowedLateness).isBefore(appended), record.offset());
		return true;
	}

	private List<Journey> timely(List<Journey> journeys, Event event, Instant appended) {
		boolean late = !journeys.isEmpty() && event.time().plus(this.journeys.allowedLateness()).isBefore(appended);
		if (late) {
			this.metrics.lateForJourneys();
		}
		return late ? List.of() : journeys;
	}

	private Meters.InForce follow(Instant appended) {
		Meters.InForce now = this.meters.current();
		if (now != this.counted) {
			this.stats.count(now.metrics(), appended);
			this.spots.clear();
			this.counted = now;
		}
		return now;
	}

	private boolean fits(List<Addition> additions, List<Advance> advances) {
		if (advances.isEmpty() && this.batch.hasRoomFor(additions)) {
			return true;
		}
		int cells = advances.size();
		int bytes = advances.stream().mapToInt(Batch::bytes).sum();
		List<Addition> all = new ArrayList<>(additions);
		advances.forEach((advance) -> all.addAll(advance.additions()));
		for (Addition addition : all) {
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
					this.batch.changed(place.bucket(), entry, this.stats.maxTime());
				}
			}
		}
		if (addition.places().getLast().entry().group().equals(Group.OTHER)) {
			this.metrics.other();
		}
	}

	private void apply(Advance advance, Instant appended, Instant now) {
		if (this.stats.visit(now, appended, this.journeys.allowedOutage())) {
			log.warn("What users had begun may have been forgotten: nothing was counted for longer than"
					+ " millrace.dashboard.journeys.allowed-outage. Funnels and retentions say 'since' until a rebuild");
		}
		this.batch.set(advance);
		advance.additions().forEach(this::apply);
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
		if (!this.batch.isEmpty()) {
			this.stats.writtenBy(this.session);
		}
		ScriptCall call = this.batch.drain(this.stats,
				this.clock.instant().plus(this.meters.current().remembered()).plus(this.journeys.allowedOutage()));
		if (this.cache.evict()) {
			this.spots.clear();
		}
		this.histories.evict();
		return call;
	}

}
