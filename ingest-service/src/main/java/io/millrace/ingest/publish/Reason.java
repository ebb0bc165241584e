package io.millrace.ingest.publish;

/**
 * What is told of a failure: what the innermost cause says that says anything. Of a
 * failed TLS handshake only that tells what is wrong, and some time-outs are silent.
 */
final class Reason {

	private Reason() {
	}

	static String of(Throwable failure) {
		String said = failure.getClass().getSimpleName();
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			said = (cause.getMessage() != null) ? cause.getMessage() : said;
		}
		return said;
	}

}
