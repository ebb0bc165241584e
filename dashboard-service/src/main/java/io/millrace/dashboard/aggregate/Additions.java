package io.millrace.dashboard.aggregate;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

import io.millrace.dashboard.cell.Value;
import io.millrace.dashboard.definition.CompiledMeter;
import io.millrace.dashboard.journey.Journey;
import io.millrace.dashboard.match.ReadEvent;
import io.millrace.dashboard.meter.Bucket;
import io.millrace.dashboard.meter.Metric;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

/**
 * Reads events for all meters that look at them, and finds the cells that they change.
 */
@RequiredArgsConstructor
final class Additions {

	private final CellCache cache;

	private final Spots spots;

	/**
	 * What an event does, with all that it changes in memory.
	 * @param spot where the event belongs
	 * @param left where it is still to be counted
	 */
	List<Addition> of(ReadEvent event, Spot spot, Placement left, List<CompiledMeter> meters) {
		List<Addition> additions = new ArrayList<>(meters.size());
		List<CompiledMeter> unknown = new ArrayList<>(0);
		for (CompiledMeter meter : meters) {
			if (left.buckets(meter.metric()).isEmpty() || !meter.admits(event)) {
				continue;
			}
			List<Place> places = (left == spot.placement()) ? spot.places(meter.metric(), meter.group(event)) : null;
			if (places != null) {
				additions.add(addition(meter, meter.value(event), places));
			}
			else {
				unknown.add(meter);
			}
		}
		if (!unknown.isEmpty()) {
			additions.addAll(search(event, spot, left, unknown));
		}
		return additions;
	}

	private static Addition addition(CompiledMeter meter, @Nullable Value value, List<Place> places) {
		return new Addition(meter.metric(), value, (value != null) ? places : List.of());
	}

	private List<Addition> search(ReadEvent event, Spot spot, Placement left, List<CompiledMeter> meters) {
		this.cache.require(meters.stream()
			.flatMap((meter) -> spot.placement()
				.buckets(meter.metric())
				.stream()
				.map((bucket) -> new StoredBucket.Id(meter.metric(), bucket)))
			.toList());
		List<Addition> additions = new ArrayList<>(meters.size());
		for (CompiledMeter meter : meters) {
			Value value = meter.value(event);
			List<Place> places = (value != null) ? places(meter, event, spot.placement(), left) : List.of();
			additions.add(addition(meter, value, places));
			// Without a value no cell is made, and another group may take its place.
			if (value != null && left == spot.placement()) {
				this.spots.put(spot, meter.metric(), meter.group(event), places);
			}
		}
		load(additions);
		return additions;
	}

	/**
	 * What changes of a metric do, with all that they change in memory.
	 * @param placing where a time is still to be counted
	 */
	List<Addition> of(Metric metric, List<Journey.Change> changes, Function<Instant, Placement> placing) {
		if (changes.isEmpty()) {
			return List.of();
		}
		List<List<StoredBucket.Id>> buckets = changes.stream()
			.map((change) -> placing.apply(change.time())
				.buckets(metric)
				.stream()
				.map((bucket) -> new StoredBucket.Id(metric, bucket))
				.toList())
			.toList();
		this.cache.require(buckets.stream().flatMap(List::stream).distinct().toList());
		List<Addition> additions = new ArrayList<>(changes.size());
		for (int i = 0; i < changes.size(); i++) {
			Journey.Change change = changes.get(i);
			additions.add(new Addition(metric, change.value(),
					buckets.get(i).stream().map((id) -> new Place(this.cache.bucket(id), change.group())).toList()));
		}
		load(additions);
		return additions;
	}

	private void load(List<Addition> additions) {
		this.cache.load(additions.stream().flatMap((addition) -> addition.places().stream()).toList());
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
