package io.millrace.embedded;

/**
 * Something else listens on a port that was asked for.
 */
public final class PortInUseException extends RuntimeException {

	private final int port;

	PortInUseException(int port) {
		super("port " + port + " of 127.0.0.1 is taken");
		this.port = port;
	}

	/**
	 * Returns the port that is taken.
	 * @return the port
	 */
	public int port() {
		return this.port;
	}

}
