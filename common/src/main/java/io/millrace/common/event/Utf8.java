package io.millrace.common.event;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Checks of raw JSON text that the JSON parser doesn't make: it decodes overlong forms
 * and surrogates without complaint, takes text with zero bytes for UTF-16, and passes
 * escaped lone surrogates on. Eight bytes at a time where the text is ASCII.
 */
public final class Utf8 {

	private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

	private static final long ONES = 0x0101010101010101L;

	private static final long HIGHS = 0x8080808080808080L;

	private static final long BACKSLASHES = ONES * '\\';

	private Utf8() {
	}

	/**
	 * The index of the first byte that isn't well-formed UTF-8 (Unicode 16, table 3-7) or
	 * is zero; -1 if there is none.
	 */
	public static int firstInvalid(byte[] bytes, int from, int to) {
		int i = from;
		while (i < to) {
			if (to - i >= Long.BYTES && isPlainAscii((long) LONGS.get(bytes, i))) {
				i += Long.BYTES;
				continue;
			}
			int length = sequenceLength(bytes, i, to);
			if (length == 0) {
				return i;
			}
			i += length;
		}
		return -1;
	}

	private static boolean isPlainAscii(long word) {
		return ((word | ((word - ONES) & ~word)) & HIGHS) == 0;
	}

	private static int sequenceLength(byte[] bytes, int i, int to) {
		int lead = bytes[i] & 0xFF;
		if (lead < 0x80) {
			return (lead == 0) ? 0 : 1;
		}
		int length = (lead < 0xC2) ? 0 : (lead < 0xE0) ? 2 : (lead < 0xF0) ? 3 : (lead < 0xF5) ? 4 : 0;
		if (length == 0 || to - i < length || !isSecondByteValid(lead, bytes[i + 1] & 0xFF)) {
			return 0;
		}
		for (int k = 2; k < length; k++) {
			if ((bytes[i + k] & 0xC0) != 0x80) {
				return 0;
			}
		}
		return length;
	}

	private static boolean isSecondByteValid(int lead, int second) {
		int low = (lead == 0xE0) ? 0xA0 : (lead == 0xF0) ? 0x90 : 0x80;
		int high = (lead == 0xED) ? 0x9F : (lead == 0xF4) ? 0x8F : 0xBF;
		return second >= low && second <= high;
	}

	/**
	 * Whether well-formed JSON text escapes half of a surrogate pair without the other
	 * half.
	 */
	public static boolean hasLoneSurrogate(byte[] json, int from, int to) {
		int i = nextBackslash(json, from, to);
		while (i < to) {
			int unit = escapedUnit(json, i, to);
			if (unit >= 0xDC00 && unit <= 0xDFFF) {
				return true;
			}
			if (unit >= 0xD800 && unit <= 0xDBFF) {
				int low = escapedUnit(json, i + 6, to);
				if (low < 0xDC00 || low > 0xDFFF) {
					return true;
				}
				i += 6;
			}
			i = nextBackslash(json, i + 2, to);
		}
		return false;
	}

	private static int nextBackslash(byte[] bytes, int from, int to) {
		int i = from;
		while (i < to) {
			if (to - i >= Long.BYTES) {
				long word = (long) LONGS.get(bytes, i) ^ BACKSLASHES;
				if (((word - ONES) & ~word & HIGHS) == 0) {
					i += Long.BYTES;
					continue;
				}
			}
			if (bytes[i] == '\\') {
				return i;
			}
			i++;
		}
		return to;
	}

	private static int escapedUnit(byte[] json, int i, int to) {
		if (to - i < 6 || json[i] != '\\' || json[i + 1] != 'u') {
			return -1;
		}
		int unit = 0;
		for (int k = 2; k < 6; k++) {
			unit = (unit << 4) | Character.digit(json[i + k], 16);
		}
		return unit;
	}

}
