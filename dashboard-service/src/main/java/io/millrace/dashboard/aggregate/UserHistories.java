package io.millrace.dashboard.aggregate;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.millrace.dashboard.journey.History;
import io.millrace.dashboard.meter.Metric;
import io.millrace.sink.fence.ScriptCall;
import org.jspecify.annotations.Nullable;

/**
 * What journeys remember of one user, and what of that was changed since it was last
 * written.
 */
final class UserHistories {

	private final String user;

	private final Map<String, History> histories;

	private final Map<String, History> changed = new LinkedHashMap<>(4);

	/**
	 * @param histories by the key of the journey's metric
	 */
	UserHistories(String user, Map<String, History> histories) {
		this.user = user;
		this.histories = new HashMap<>(histories);
	}

	String user() {
		return this.user;
	}

	History of(Metric metric) {
		return this.histories.getOrDefault(metric.key(), History.EMPTY);
	}

	/** What will be written of a journey; null if nothing will. */
	@Nullable History unwritten(Metric metric) {
		return this.changed.get(metric.key());
	}

	void set(Metric metric, History history) {
		this.histories.put(metric.key(), history);
		this.changed.put(metric.key(), history);
	}

	/**
	 * What was changed, fields and values in turn; and that it will be written.
	 */
	List<byte[]> takeChanged() {
		List<byte[]> flat = new ArrayList<>(2 * this.changed.size());
		this.changed.forEach((metric, history) -> {
			flat.add(ScriptCall.argument(metric));
			flat.add(history.toBytes());
		});
		this.changed.clear();
		return flat;
	}

}
