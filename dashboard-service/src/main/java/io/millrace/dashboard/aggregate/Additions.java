package io.millrace.dashboard.aggregate;

import java.util.ArrayList;
import java.util.List;

import io.millrace.common.event.Event;
import io.millrace.common.event.EventCodec;
import io.millrace.dashboard.cell.Value;
import io.millrace.dashboard.definition.CompiledMeter;
import io.millrace.dashboard.definition.Meters;
import io.millrace.dashboard.definition.ReadEvent;
import io.millrace.dashboard.meter.Bucket;
import lombok.RequiredArgsConstructor;

/**
 * Reads events for all meters that look at them, and finds the cells that they change.
 */
@RequiredArgsConstructor
final class Additions {

	private static final EventCodec CODEC = new EventCodec();

	private final CellCache cache;

	/**
	 * What an event does, with all that it changes in memory.
	 * @param whole where the event belongs
	 * @param left where it is still to be counted
	 */
	List<Addition> of(Event event, Placement whole, Placement left, Meters.InForce inForce) {
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

}
