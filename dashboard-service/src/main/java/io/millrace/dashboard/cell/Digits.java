package io.millrace.dashboard.cell;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;

/**
 * Numbers as they are stored.
 */
final class Digits {

	private Digits() {
	}

	static byte[] of(BigDecimal number) {
		return number.toPlainString().getBytes(StandardCharsets.US_ASCII);
	}

	static String text(byte[] stored) {
		return new String(stored, StandardCharsets.US_ASCII);
	}

}
