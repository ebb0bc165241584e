package io.millrace.dashboard.cell;

import java.nio.charset.StandardCharsets;

final class CountCell implements Cell, Total {

	private static final int MAX_SIZE = 19;

	private long count;

	@Override
	public boolean add(Value value) {
		this.count++;
		return true;
	}

	@Override
	public void add(byte[] stored) {
		this.count += Long.parseLong(Digits.text(stored));
	}

	@Override
	public byte[] toBytes() {
		return Long.toString(this.count).getBytes(StandardCharsets.US_ASCII);
	}

	@Override
	public int size() {
		return MAX_SIZE;
	}

	@Override
	public int growth() {
		return 0;
	}

	@Override
	public Object value() {
		return this.count;
	}

}
