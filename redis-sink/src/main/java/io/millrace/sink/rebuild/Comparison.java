package io.millrace.sink.rebuild;

/**
 * What comparing a rebuilt generation with the one that is read came to, both at the same
 * position of the log.
 *
 * @param compared how many units of the sink's choice were compared
 * @param different in how many of them the two differ
 * @param example one of the differences, for people; empty if there is none
 */
public record Comparison(long compared, long different, String example) {

	/** Of nothing. */
	public static final Comparison NONE = new Comparison(0, 0, "");

	/** Both together. */
	public Comparison plus(Comparison other) {
		return new Comparison(this.compared + other.compared, this.different + other.different,
				this.example.isEmpty() ? other.example : this.example);
	}

}
