package io.millrace.dashboard.cell;

import java.math.BigDecimal;

import io.millrace.dashboard.meter.Aggregation;
import org.jspecify.annotations.Nullable;

/**
 * The least or the greatest value.
 */
final class ExtremeCell implements Cell, Total {

	private final int sign;

	private @Nullable BigDecimal extreme;

	ExtremeCell(Aggregation aggregation) {
		this.sign = (aggregation == Aggregation.MAX) ? 1 : -1;
	}

	@Override
	public boolean add(Value value) {
		return add(value.required());
	}

	private boolean add(BigDecimal number) {
		if (this.extreme != null && number.compareTo(this.extreme) * this.sign <= 0) {
			return false;
		}
		this.extreme = number;
		return true;
	}

	@Override
	public void add(byte[] stored) {
		add(new BigDecimal(Digits.text(stored)));
	}

	@Override
	public byte[] toBytes() {
		return (this.extreme != null) ? Digits.of(this.extreme) : new byte[0];
	}

	@Override
	public int size() {
		return SumCell.MAX_SIZE;
	}

	@Override
	public int growth() {
		return 0;
	}

	@Override
	public @Nullable Object value() {
		return this.extreme;
	}

}
