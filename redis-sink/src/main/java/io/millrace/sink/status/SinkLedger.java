package io.millrace.sink.status;

import java.util.Map;
import java.util.TreeMap;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import lombok.RequiredArgsConstructor;

/**
 * What became of the records that this node's consumers were given, by group.
 */
@RequiredArgsConstructor
public final class SinkLedger implements LedgerSource {

	private static final Map<String, String> COUNTERS = Map.of("applied", "millrace.sink.applied", "duplicates",
			"millrace.sink.duplicates", "deadLetters", "millrace.sink.dead.letters");

	private final MeterRegistry registry;

	@Override
	public Map<String, Long> ledger() {
		Map<String, Long> counts = new TreeMap<>();
		COUNTERS.forEach((name, meter) -> {
			for (Counter counter : this.registry.find(meter).counters()) {
				counts.merge(counter.getId().getTag("group") + "." + name, (long) counter.count(), Long::sum);
			}
		});
		return counts;
	}

}
