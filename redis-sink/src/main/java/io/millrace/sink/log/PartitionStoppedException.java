package io.millrace.sink.log;

/**
 * A partition can't go on without somebody deciding something. It is tried again every
 * second, so that it goes on by itself once the remedy was applied.
 */
public class PartitionStoppedException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final String remedy;

	/**
	 * @param reason what was found
	 * @param remedy what to do about it, as a command where there is one
	 */
	public PartitionStoppedException(String reason, String remedy) {
		super(reason);
		this.remedy = remedy;
	}

	public String remedy() {
		return this.remedy;
	}

}
