package io.millrace.dashboard.cell;

import java.math.BigDecimal;

final class SumCell implements Cell, Total {

	/** Of a thousand million million values with as many digits as there may be. */
	static final int MAX_SIZE = 80;

	private BigDecimal sum = BigDecimal.ZERO;

	@Override
	public boolean add(Value value) {
		this.sum = this.sum.add(value.required());
		return true;
	}

	@Override
	public void add(byte[] stored) {
		this.sum = this.sum.add(new BigDecimal(Digits.text(stored)));
	}

	@Override
	public byte[] toBytes() {
		return Digits.of(this.sum);
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
	public BigDecimal value() {
		return this.sum;
	}

}
