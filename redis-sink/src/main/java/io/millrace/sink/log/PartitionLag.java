package io.millrace.sink.log;

/**
 * How far a partition's owner is behind the end of the log. Thread-safe.
 */
final class PartitionLag {

	private volatile long position = -1;

	private volatile long end = -1;

	void position(long reached) {
		this.position = reached;
	}

	/** The log's end, as the broker last told it. */
	void end(long offset) {
		this.end = offset;
	}

	/** Offsets between the two, or not a number while either isn't known. */
	double records() {
		long reached = this.position;
		long last = this.end;
		return (reached < 0 || last < 0) ? Double.NaN : Math.max(0, last - reached);
	}

}
