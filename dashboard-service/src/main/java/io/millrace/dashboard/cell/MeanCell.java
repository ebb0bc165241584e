package io.millrace.dashboard.cell;

import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

/**
 * The mean. Stored as sum and number with a space between.
 */
final class MeanCell implements Cell, Total {

	private BigDecimal sum = BigDecimal.ZERO;

	private long count;

	@Override
	public boolean add(Value value) {
		this.sum = this.sum.add(value.required());
		this.count++;
		return true;
	}

	@Override
	public void add(byte[] stored) {
		String text = Digits.text(stored);
		int space = text.indexOf(' ');
		this.sum = this.sum.add(new BigDecimal(text.substring(0, space)));
		this.count += Long.parseLong(text.substring(space + 1));
	}

	@Override
	public byte[] toBytes() {
		return (this.sum.toPlainString() + " " + this.count).getBytes(StandardCharsets.US_ASCII);
	}

	@Override
	public int size() {
		return SumCell.MAX_SIZE + 20;
	}

	@Override
	public int growth() {
		return 0;
	}

	/** To 16 digits. */
	@Override
	public @Nullable Object value() {
		if (this.count == 0) {
			return null;
		}
		BigDecimal mean = this.sum.divide(BigDecimal.valueOf(this.count), MathContext.DECIMAL64).stripTrailingZeros();
		return (mean.scale() < 0) ? mean.setScale(0) : mean;
	}

}
