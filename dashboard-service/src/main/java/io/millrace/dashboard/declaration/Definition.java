package io.millrace.dashboard.declaration;

import io.millrace.dashboard.meter.Metric;

/**
 * Something that is declared and counted by.
 */
public interface Definition {

	/**
	 * Its name among those of its kind.
	 */
	String name();

	/**
	 * What it counts.
	 * @param digest of this definition and its version: under another definition the same
	 * name is another metric, as what was counted before isn't of its kind
	 */
	Metric metric(String digest);

}
