package io.millrace.standalone;

/**
 * Something that the user can put right, in words for the user; no stack trace helps.
 */
final class StartFailure extends RuntimeException {

	StartFailure(String message) {
		super(message);
	}

}
