package io.millrace.dashboard.live;

import java.time.Clock;
import java.time.Instant;
import java.util.Locale;
import java.util.function.Supplier;

import io.millrace.common.problem.Problem;
import io.millrace.common.problem.ProblemException;
import io.millrace.dashboard.live.LiveFrame.Audience;
import io.millrace.dashboard.live.LiveFrame.Failure;
import io.millrace.dashboard.pipeline.Pipeline;
import io.millrace.dashboard.query.QueryResult;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

/**
 * Makes frames. A backend that is away makes a frame that says so, not a failure. Used by
 * one thread.
 */
@RequiredArgsConstructor
final class LiveFrames {

	private final LiveQueries queries;

	private final Supplier<Pipeline> pipeline;

	private final LiveProperties properties;

	private final Clock clock;

	private @Nullable Audience audience;

	LiveFrame next() {
		Pipeline seen = this.pipeline.get();
		Instant now = this.clock.instant();
		if (!seen.redis().reachable()) {
			// Known already: asking again would only wait again.
			return failed(now, Problem.REDIS_UNAVAILABLE, String.valueOf(seen.redis().error()), seen);
		}
		try {
			QueryResult result = this.queries.recent(now);
			return new LiveFrame(now, result.asOf(), LiveQueries.recent(now, result), audience(now), null, seen);
		}
		catch (ProblemException ex) {
			return failed(now, ex.problem(), ex.detail(), seen);
		}
	}

	private Audience audience(Instant now) {
		Audience known = this.audience;
		if (known == null || !now.isBefore(known.at().plus(this.properties.audienceInterval()))) {
			known = this.queries.audience(now);
			this.audience = known;
		}
		return known;
	}

	private LiveFrame failed(Instant now, Problem problem, String detail, Pipeline seen) {
		this.audience = null;
		String code = problem.name().toLowerCase(Locale.ROOT).replace('_', '-');
		return new LiveFrame(now, null, null, null, new Failure(code, detail), seen);
	}

}
