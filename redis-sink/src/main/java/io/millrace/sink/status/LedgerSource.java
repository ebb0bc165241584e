package io.millrace.sink.status;

import java.util.Map;

/**
 * Something that counts what became of events.
 */
public interface LedgerSource {

	/**
	 * Counts since the start of the process by a name in camel case; those of a consumer
	 * group with the group and a dot before it. Counts that are to be held against each
	 * other are of one moment.
	 */
	Map<String, Long> ledger();

}
