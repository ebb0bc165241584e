package io.millrace.inference.result;

/**
 * The keys in Redis. A result and its lease are of one slot. Both expire: what is here is
 * a cache, and can be removed at any time.
 * <table>
 * <caption>Layout</caption>
 * <tr>
 * <td>{@code inference:{<id>}:result}</td>
 * <td>an encoded {@link Result}, for {@code millrace.inference.result.ttl} and a little
 * less</td>
 * </tr>
 * <tr>
 * <td>{@code inference:{<id>}:lease}</td>
 * <td>the token of who has it computed, for {@code millrace.inference.queue.max-age} at
 * most</td>
 * </tr>
 * </table>
 */
final class ResultKeys {

	/** Where it is told that an id is settled. */
	static final String SETTLED = "inference:settled";

	private ResultKeys() {
	}

	static String result(ResultId id) {
		return "inference:{" + id + "}:result";
	}

	static String lease(ResultId id) {
		return "inference:{" + id + "}:lease";
	}

}
