package io.millrace.sink;

/**
 * A record that can't be read, now or ever. It goes to the dead-letter topic, with this
 * message as the reason.
 */
public class MalformedRecordException extends Exception {

	private static final long serialVersionUID = 1L;

	public MalformedRecordException(String message) {
		super(message);
	}

	public MalformedRecordException(String message, Throwable cause) {
		super(message, cause);
	}

}
