package io.millrace.dashboard.declaration;

import org.jspecify.annotations.Nullable;

/**
 * A definition as it is sent: what is absent has its default.
 *
 * @param <D> what it makes
 */
public interface DefinitionBody<D extends Definition> {

	/** The name that it gives itself, if it does. */
	@Nullable String name();

	/**
	 * @throws IllegalArgumentException with what is wrong
	 */
	D definition(String name);

}
