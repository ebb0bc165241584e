package io.millrace.inference.model.openai;

import io.millrace.inference.model.Answer;

/**
 * The server will never take this call. Becomes an answer, so it has no stack trace.
 */
final class RefusedException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final transient Answer.Refused refused;

	private final boolean ofItems;

	/**
	 * @param ofItems whether one item of several may be at fault, and the others not
	 */
	RefusedException(Answer.Refused refused, boolean ofItems) {
		super(refused.message(), null, false, false);
		this.refused = refused;
		this.ofItems = ofItems;
	}

	Answer.Refused refused() {
		return this.refused;
	}

	boolean ofItems() {
		return this.ofItems;
	}

}
