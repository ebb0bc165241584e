package io.millrace.dashboard.aggregate;

/**
 * Where a cell is.
 *
 * @param bucket its bucket
 * @param group its group
 */
record Place(CellBucket bucket, String group) {

	/** Its cell, an empty one if there is none yet. */
	CellBucket.Entry entry() {
		return this.bucket.entry(this.group);
	}

}
