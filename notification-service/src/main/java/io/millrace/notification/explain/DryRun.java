package io.millrace.notification.explain;

import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.millrace.notification.decide.Decider;
import io.millrace.notification.decide.Decision;
import io.millrace.notification.decide.Verdict;
import io.millrace.notification.rule.CompiledRule;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

/**
 * What a rule would do with the events that it is shown. Keeps none of them. Used by one
 * thread.
 */
@RequiredArgsConstructor
final class DryRun {

	private final CompiledRule rule;

	private final Decider decider;

	private final int mostTold;

	/** The latest; the oldest of them leaves first. */
	private final PriorityQueue<Told> told = new PriorityQueue<>(Comparator.comparingLong(Told::at));

	private int events;

	private int matched;

	private int notified;

	private record Told(long at, Result result) {
	}

	/**
	 * What would come of it.
	 *
	 * @param events how many events were looked at, the latest
	 * @param matched how many of them have a type that the rule looks at
	 * @param notified how many notifications there would be
	 * @param results some of them, and why there are no others, of the latest events
	 * first
	 */
	record Answer(int events, int matched, int notified, List<Result> results) {
	}

	/**
	 * What would come of an event, for one recipient.
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	record Result(String source, String id, Verdict.Outcome outcome, @Nullable String recipient, @Nullable String title,
			@Nullable String body, @Nullable List<String> channels, @Nullable String reason) {

		static Result of(FoundEvent found, Verdict verdict) {
			Decision decision = verdict.decision();
			return new Result(found.event().source(), found.event().id(), verdict.outcome(), verdict.recipient(),
					(decision != null) ? decision.entry().title() : null,
					(decision != null) ? decision.entry().body() : null,
					(decision != null) ? decision.route().channels() : null, verdict.reason());
		}

	}

	void look(FoundEvent found) {
		this.events++;
		if (!this.rule.matches(found.event().type())) {
			return;
		}
		this.matched++;
		for (Verdict verdict : this.decider.verdicts(found.event(), List.of(this.rule))) {
			this.notified += (verdict.decision() != null) ? 1 : 0;
			this.told.add(new Told(found.appendedAt(), Result.of(found, verdict)));
			if (this.told.size() > this.mostTold) {
				this.told.remove();
			}
		}
	}

	Answer answer() {
		return new Answer(this.events, this.matched, this.notified,
				this.told.stream().sorted(Comparator.comparingLong(Told::at).reversed()).map(Told::result).toList());
	}

}
