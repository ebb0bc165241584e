package io.millrace.benchmarks;

import java.util.Map;

/**
 * One thing that Millrace does, and what Kafka's or Redis's own tool does on the same
 * engines.
 */
interface Comparison {

	/** What is compared, for the table. */
	String title();

	/** The ratio to reach; not a number where there is none. */
	double target();

	/** Starts what is needed, and warms it up. */
	void prepare(Stack stack);

	/** One run of ours. */
	Run ours(Stack stack);

	/** One run of the tool. */
	Run reference(Stack stack);

	/**
	 * What a run measured.
	 *
	 * @param perSecond events, records or items a second, unless the title says otherwise
	 * @param details whatever else is of use, e.g. latencies and CPU seconds
	 */
	record Run(double perSecond, Map<String, Object> details) {
	}

}
