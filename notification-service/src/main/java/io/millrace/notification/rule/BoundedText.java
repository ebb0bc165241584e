package io.millrace.notification.rule;

import java.io.Writer;

/**
 * Takes text until it is full. A loop in a template over an event's list could otherwise
 * render far more than is kept.
 */
final class BoundedText extends Writer {

	private final int limit;

	private final StringBuilder text = new StringBuilder();

	BoundedText(int limit) {
		this.limit = limit;
	}

	/** Ends the rendering early. */
	static final class FullException extends RuntimeException {

		private static final long serialVersionUID = 1L;

		private FullException() {
			super("full", null, false, false);
		}

	}

	@Override
	public void write(char[] buffer, int offset, int length) {
		int room = this.limit - this.text.length();
		this.text.append(buffer, offset, Math.min(length, room));
		if (length > room) {
			int last = this.text.length() - 1;
			if (last >= 0 && Character.isHighSurrogate(this.text.charAt(last))) {
				this.text.setLength(last);
			}
			throw new FullException();
		}
	}

	@Override
	public void flush() {
	}

	@Override
	public void close() {
	}

	@Override
	public String toString() {
		return this.text.toString();
	}

}
