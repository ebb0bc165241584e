package io.millrace.common.rebuild;

import java.util.Optional;

/**
 * The rebuilds of one kind. Methods throw
 * {@link org.springframework.dao.DataAccessException} if nothing can be said of them.
 *
 * @param <S> how a rebuild is told of
 */
public interface Rebuilds<S> {

	/**
	 * Asks for one.
	 */
	Asked start();

	/** One that is remembered. */
	Optional<S> status(String id);

	/**
	 * Gives one up.
	 * @return whether it was running
	 */
	boolean cancel(String id);

	/**
	 * What asking for a rebuild came to.
	 *
	 * @param started whether there is one more
	 * @param id the one that runs; empty if what would be rebuilt is being filled itself
	 */
	record Asked(boolean started, String id) {
	}

}
