package io.millrace.dashboard.declaration;

import io.millrace.dashboard.meter.Metric;
import org.jspecify.annotations.Nullable;

/**
 * A definition and where it comes from.
 *
 * @param definition the definition
 * @param version of a stored one, greater with each change; null if it is configured
 * @param metric what it counts
 * @param <D> what it is
 */
public record Versioned<D extends Definition>(D definition, @Nullable Long version, Metric metric) {

	/** Its name. */
	public String name() {
		return this.definition.name();
	}

}
