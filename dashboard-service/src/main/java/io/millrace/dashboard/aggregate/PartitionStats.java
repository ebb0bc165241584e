package io.millrace.dashboard.aggregate;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

import io.millrace.dashboard.meter.Level;

/**
 * What is known of a partition beside its buckets, as it is stored and as it will be.
 */
final class PartitionStats {

	static final String MAX_TIME = "maxTime";

	private final Map<String, Long> values;

	private boolean changed;

	PartitionStats(Map<String, Long> stored) {
		this.values = new HashMap<>(stored);
	}

	void see(Instant time) {
		Long greatest = this.values.get(MAX_TIME);
		long millis = time.toEpochMilli();
		if (greatest == null || greatest < millis) {
			this.values.put(MAX_TIME, millis);
			this.changed = true;
		}
	}

	/**
	 * Whether no event of this time or later was seen: then nothing can be stored of a
	 * bucket that starts there.
	 */
	boolean isBeyondAll(Instant time) {
		Long greatest = this.values.get(MAX_TIME);
		return greatest == null || time.toEpochMilli() > greatest;
	}

	void late(Level level) {
		this.values.merge("late:" + level.key(), 1L, Long::sum);
		this.changed = true;
	}

	/**
	 * All values if any has changed, else none.
	 */
	Map<String, Long> takeChanged() {
		Map<String, Long> taken = this.changed ? Map.copyOf(this.values) : Map.of();
		this.changed = false;
		return taken;
	}

}
