package io.millrace.dashboard.aggregate;

import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

/**
 * Where a cell is: in one bucket, that of one group.
 */
@RequiredArgsConstructor
final class Place {

	private final CellBucket bucket;

	private final String group;

	private CellBucket.@Nullable Entry entry;

	CellBucket bucket() {
		return this.bucket;
	}

	String group() {
		return this.group;
	}

	/** Its cell, an empty one if there is none yet. */
	CellBucket.Entry entry() {
		CellBucket.Entry found = this.entry;
		if (found == null) {
			found = this.bucket.entry(this.group);
			this.entry = found;
		}
		return found;
	}

}
