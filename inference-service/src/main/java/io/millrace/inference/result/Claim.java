package io.millrace.inference.result;

/**
 * What came of asking for a result in order to have it computed if it isn't there.
 */
public sealed interface Claim {

	/**
	 * It is there.
	 */
	record Ready(Result result) implements Claim {
	}

	/** Who asked is to have it computed. */
	record Granted() implements Claim {
	}

	/** Somebody else has it computed. */
	record Held() implements Claim {
	}

}
