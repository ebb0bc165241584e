package io.millrace.dashboard.aggregate;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

import io.millrace.dashboard.meter.EventTypes;

/**
 * The counters of one bucket, all types of it, and which of them were changed since they
 * were last written.
 */
final class CounterBucket {

	private final Map<String, Long> counts;

	private final Set<String> changed = new HashSet<>();

	/** The types that have a sketch in Redis, whether it is in memory or not. */
	private final Set<String> sketches;

	CounterBucket(Map<String, Long> counts, Set<String> sketches) {
		this.counts = new HashMap<>(counts);
		this.sketches = new HashSet<>(sketches);
	}

	int size() {
		return this.counts.size();
	}

	void increment(String type) {
		this.counts.merge(type, 1L, Long::sum);
		this.changed.add(type);
	}

	boolean isChanged(String type) {
		return this.changed.contains(type);
	}

	/**
	 * What was changed, with its present value; and that it will be written.
	 */
	Map<String, Long> takeChanged() {
		Map<String, Long> taken = new HashMap<>();
		this.changed.forEach((type) -> taken.put(type, this.counts.getOrDefault(type, 0L)));
		this.changed.clear();
		return taken;
	}

	/**
	 * The name under which a type is counted: its own if it is there or there is room.
	 */
	String admit(String type, int bound) {
		int apart = this.counts.size() - (this.counts.containsKey(EventTypes.OTHER) ? 1 : 0);
		return (this.counts.containsKey(type) || apart < bound) ? type : EventTypes.OTHER;
	}

	boolean hasSketch(String type) {
		return this.sketches.contains(type);
	}

	void sketchWritten(String type) {
		this.sketches.add(type);
	}

}
