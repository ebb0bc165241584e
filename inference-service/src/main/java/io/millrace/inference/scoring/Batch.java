package io.millrace.inference.scoring;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.millrace.inference.queue.ScoringRequest;
import lombok.RequiredArgsConstructor;

/**
 * What one poll brought of all the partitions of a thread, to be computed together. If
 * that fails nothing is dropped: each of the processors learns of it when it asks, and
 * takes what is its own away.
 */
@RequiredArgsConstructor
final class Batch {

	private final Scorer scorer;

	private final Map<ScoringProcessor, List<ScoringRequest>> requests = new LinkedHashMap<>();

	void add(ScoringProcessor of, List<ScoringRequest> more) {
		if (!more.isEmpty()) {
			this.requests.put(of, more);
		}
	}

	/** Nothing of it is left afterwards, unless this throws. */
	void score() {
		if (!this.requests.isEmpty()) {
			this.scorer.score(this.requests.values().stream().flatMap(List::stream).toList());
			this.requests.clear();
		}
	}

	void remove(ScoringProcessor of) {
		this.requests.remove(of);
	}

}
