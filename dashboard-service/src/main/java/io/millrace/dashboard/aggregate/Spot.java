package io.millrace.dashboard.aggregate;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.millrace.dashboard.meter.Metric;
import org.jspecify.annotations.Nullable;

/**
 * A time at which events are counted, and the cells that those before were counted in: an
 * event of a group that was there needs no search.
 */
final class Spot {

	private final Placement placement;

	private final boolean timely;

	private final Map<Metric, Map<String, List<Place>>> places = new HashMap<>(8);

	/**
	 * @param timely whether its placement is that of every event that isn't older
	 */
	Spot(Placement placement, boolean timely) {
		this.placement = placement;
		this.timely = timely;
	}

	boolean isTimely() {
		return this.timely;
	}

	Placement placement() {
		return this.placement;
	}

	/** Where a group is counted; null if it wasn't yet. */
	@Nullable List<Place> places(Metric metric, String group) {
		Map<String, List<Place>> byGroup = this.places.get(metric);
		return (byGroup != null) ? byGroup.get(group) : null;
	}

	void put(Metric metric, String group, List<Place> found) {
		this.places.computeIfAbsent(metric, (key) -> new HashMap<>()).put(group, found);
	}

}
