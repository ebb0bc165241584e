package io.millrace.common.security;

/**
 * The service would serve nobody, or everybody.
 */
final class InsecureStartException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final String remedy;

	InsecureStartException(String problem, String remedy) {
		super(problem);
		this.remedy = remedy;
	}

	String remedy() {
		return this.remedy;
	}

}
