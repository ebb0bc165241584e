package io.millrace.dashboard.aggregate;

import io.millrace.dashboard.meter.Bucket;
import io.millrace.dashboard.meter.UserSketch;

/**
 * The users of one type in one bucket, and whether the sketch was changed since it was
 * last written.
 */
final class SketchCell {

	/**
	 * Which cell.
	 */
	record Id(Bucket bucket, String type) {
	}

	private final UserSketch sketch;

	private boolean changed;

	SketchCell(UserSketch sketch) {
		this.sketch = sketch;
	}

	boolean isChanged() {
		return this.changed;
	}

	int size() {
		return this.sketch.size();
	}

	/**
	 * @return whether the sketch is another now
	 */
	boolean add(String user) {
		boolean changes = this.sketch.add(user);
		this.changed |= changes;
		return changes;
	}

	/**
	 * The present value; it will be written.
	 */
	byte[] take() {
		this.changed = false;
		return this.sketch.toBytes();
	}

}
