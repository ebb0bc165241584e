package io.millrace.sink.window;

/**
 * Identity to offset, in one array with linear probing: boxed entries of a general map
 * would cost three times the memory for millions of identities. Not thread-safe.
 */
public final class IdTable {

	private static final int STRIDE = 3;

	/** high, low, offset + 1; an offset + 1 of 0 marks a free place. */
	private long[] table = new long[64 * STRIDE];

	private int entries;

	/**
	 * The offset that was last put, negative if none was.
	 */
	public long get(RecordId id) {
		int place = place(this.table, id.high(), id.low());
		return this.table[place + 2] - 1;
	}

	/**
	 * Notes an offset, which must not be negative.
	 */
	public void put(RecordId id, long offset) {
		if (this.entries * 2 >= this.table.length / STRIDE) {
			grow();
		}
		if (put(this.table, id.high(), id.low(), offset + 1)) {
			this.entries++;
		}
	}

	private void grow() {
		long[] larger = new long[Math.multiplyExact(this.table.length, 2)];
		for (int i = 0; i < this.table.length; i += STRIDE) {
			if (this.table[i + 2] != 0) {
				put(larger, this.table[i], this.table[i + 1], this.table[i + 2]);
			}
		}
		this.table = larger;
	}

	private static boolean put(long[] table, long high, long low, long value) {
		int place = place(table, high, low);
		boolean free = table[place + 2] == 0;
		table[place] = high;
		table[place + 1] = low;
		table[place + 2] = value;
		return free;
	}

	private static int place(long[] table, long high, long low) {
		int places = table.length / STRIDE;
		// The halves come from a cryptographic hash: any of its bits are as good as
		// others.
		int i = (int) (high & (places - 1));
		while (table[i * STRIDE + 2] != 0 && (table[i * STRIDE] != high || table[i * STRIDE + 1] != low)) {
			i = (i + 1) & (places - 1);
		}
		return i * STRIDE;
	}

}
