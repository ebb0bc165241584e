package io.millrace.dashboard.aggregate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.millrace.dashboard.meter.Bucket;
import io.millrace.dashboard.meter.Metric;
import io.millrace.sink.fence.FencedScript;
import io.millrace.sink.fence.ScriptCall;
import lombok.RequiredArgsConstructor;

import org.springframework.core.io.ClassPathResource;

/**
 * The cells that will be written by one script, and how large it would be.
 */
@RequiredArgsConstructor
final class Batch {

	private static final FencedScript EFFECT = new FencedScript(new ClassPathResource("effect.lua", Batch.class));

	private static final int MAX_CELLS = 2000;

	private static final int MAX_BYTES = 256 * 1024;

	/** A field, a number and a share of a key with its expiry, in Redis' protocol. */
	private static final int OVERHEAD = 100;

	private final AggregateKeys keys;

	private final Map<Bucket, CounterBucket> counters = new LinkedHashMap<>();

	private final Map<Bucket, Map<String, SketchCell>> sketches = new LinkedHashMap<>();

	private int cells;

	private int bytes;

	boolean isEmpty() {
		return this.cells == 0;
	}

	/**
	 * Whether the script stays within its bounds with some more.
	 */
	boolean fits(int moreCells, int moreBytes) {
		return this.cells + moreCells <= MAX_CELLS && this.bytes + moreBytes <= MAX_BYTES;
	}

	static int bytes(String type) {
		return OVERHEAD + type.length();
	}

	/**
	 * Notes a counter that was not in this batch before.
	 */
	void counter(Bucket bucket, CounterBucket changed, String type) {
		this.counters.put(bucket, changed);
		this.cells++;
		this.bytes += bytes(type);
	}

	/**
	 * Notes a sketch that was not in this batch before.
	 */
	void sketch(SketchCell.Id id, SketchCell changed) {
		this.sketches.computeIfAbsent(id.bucket(), (bucket) -> new LinkedHashMap<>()).put(id.type(), changed);
		this.cells++;
		this.bytes += bytes(id.type()) + changed.size();
	}

	/**
	 * Notes that a sketch of this batch has grown.
	 */
	void grown(int moreBytes) {
		this.bytes += moreBytes;
	}

	/**
	 * The script that writes the cells as they are now. Empties this batch.
	 */
	ScriptCall drain(PartitionStats stats) {
		List<String> touched = new ArrayList<>();
		List<byte[]> arguments = new ArrayList<>(2 * this.cells + 64);
		Map<String, Long> changedStats = stats.takeChanged();
		if (!changedStats.isEmpty()) {
			touched.add(this.keys.stats());
			header(arguments, 0, changedStats.size());
			numbers(arguments, changedStats);
		}
		this.counters.forEach((bucket, counter) -> {
			Map<String, Long> changed = counter.takeChanged();
			touched.add(this.keys.cells(Metric.EVENTS, bucket));
			header(arguments, bucket.expiry(Metric.EVENTS).getEpochSecond(), changed.size());
			numbers(arguments, changed);
		});
		this.sketches.forEach((bucket, changed) -> {
			touched.add(this.keys.cells(Metric.USERS, bucket));
			header(arguments, bucket.expiry(Metric.USERS).getEpochSecond(), changed.size());
			changed.forEach((type, sketch) -> {
				arguments.add(ScriptCall.argument(type));
				arguments.add(sketch.take());
			});
		});
		clear();
		return touched.isEmpty() ? ScriptCall.NONE : new ScriptCall(EFFECT, touched, arguments);
	}

	private static void header(List<byte[]> arguments, long expirySeconds, int fields) {
		arguments.add(ScriptCall.argument(expirySeconds));
		arguments.add(ScriptCall.argument(fields));
	}

	private static void numbers(List<byte[]> arguments, Map<String, Long> values) {
		values.forEach((field, value) -> {
			arguments.add(ScriptCall.argument(field));
			arguments.add(ScriptCall.argument(value));
		});
	}

	private void clear() {
		this.counters.clear();
		this.sketches.clear();
		this.cells = 0;
		this.bytes = 0;
	}

}
