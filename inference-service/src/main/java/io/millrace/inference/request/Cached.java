package io.millrace.inference.request;

import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.millrace.inference.request.Reply.Source;
import io.millrace.inference.result.ResultId;
import io.millrace.inference.result.ResultStore;
import lombok.RequiredArgsConstructor;

/**
 * What is there already. Thread-safe.
 */
@RequiredArgsConstructor
final class Cached {

	private final ResultStore results;

	private final Clock clock;

	/** Of those questions whose results are there, and will do. */
	Map<ResultId, Reply> replies(List<Question> questions, CachePolicy policy) {
		Map<ResultId, Reply> replies = new HashMap<>();
		if (!policy.wantsItsOwn()) {
			Instant now = this.clock.instant();
			this.results.find(questions.stream().map(Question::id).distinct().toList()).forEach((id, result) -> {
				if (policy.accepts(result, now)) {
					replies.put(id, new Reply(id, result, Source.HIT));
				}
			});
		}
		return replies;
	}

}
