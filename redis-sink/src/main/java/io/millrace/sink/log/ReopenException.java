package io.millrace.sink.log;

/**
 * What a processor remembers is no longer what is stored (another owner wrote, or Redis
 * lost a suffix): it has to drop its memory and open again.
 */
public class ReopenException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	public ReopenException(String message) {
		super(message);
	}

}
