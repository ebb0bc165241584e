package io.millrace.dashboard.aggregate;

/**
 * More would have to be read than Redis and this process should be asked for at once.
 */
public class TooManyCellsException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	TooManyCellsException() {
		super("more than 32 MB of cells in one partition");
	}

}
