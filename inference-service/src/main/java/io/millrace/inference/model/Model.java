package io.millrace.inference.model;

import java.util.List;
import java.util.Set;

/**
 * A model: what results are computed by, wherever it runs. Thread-safe.
 */
public interface Model extends AutoCloseable {

	/** What callers name it by. */
	String name();

	/**
	 * Tells this model's answers from those of another, or of itself after it has
	 * changed: it is part of every result's key. Stays the same over restarts and on
	 * every node.
	 */
	String digest();

	/** The operations that it knows. */
	Set<String> operations();

	/**
	 * Looks at a task before it is queued; the operation is one of its own. Quick, asks
	 * nobody.
	 * @throws InvalidTaskException if it would be refused anyway
	 */
	void check(Task task);

	/**
	 * Computes tasks of one operation together. Blocks.
	 * @return an answer for each, in their order
	 * @throws ModelUnavailableException if it can't at the moment; nothing is known of
	 * any of them then
	 */
	List<Answer> compute(List<Task> tasks);

	@Override
	default void close() {
		// Most have nothing to give back.
	}

}
