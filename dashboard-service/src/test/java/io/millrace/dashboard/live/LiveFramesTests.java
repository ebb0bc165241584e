package io.millrace.dashboard.live;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import io.millrace.common.problem.Problem;
import io.millrace.common.problem.ProblemException;
import io.millrace.dashboard.live.LiveFrame.Failure;
import io.millrace.dashboard.pipeline.Pipeline;
import io.millrace.dashboard.pipeline.Pipeline.Backend;
import io.millrace.dashboard.query.Query;
import io.millrace.dashboard.query.QueryResult;
import io.millrace.dashboard.query.QueryResult.AsOf;
import io.millrace.dashboard.query.QueryResult.Resolved;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LiveFramesTests {

	private static final Instant START = Instant.parse("2026-11-22T10:00:00Z");

	private final LiveProperties properties = new LiveProperties(Duration.ofSeconds(1), Duration.ofSeconds(5));

	private final AtomicInteger queries = new AtomicInteger();

	private Instant now = START;

	private Backend redis = new Backend(true, null);

	private @Nullable ProblemException failure;

	private final LiveFrames frames = new LiveFrames(new LiveQueries(this::answer), this::pipeline, this.properties,
			new Clock() {

				@Override
				public Instant instant() {
					return LiveFramesTests.this.now;
				}

				@Override
				public ZoneOffset getZone() {
					return ZoneOffset.UTC;
				}

				@Override
				public Clock withZone(java.time.ZoneId zone) {
					return this;
				}

			});

	private Pipeline pipeline() {
		return new Pipeline(this.now, new Backend(true, null), this.redis, List.of(), List.of(), List.of(), List.of(),
				Map.of(), List.of(), List.of());
	}

	private QueryResult answer(Query query) {
		this.queries.incrementAndGet();
		if (this.failure != null) {
			throw this.failure;
		}
		return new QueryResult(
				new Resolved(query.metrics(), this.now, this.now, query.span().step(), null, null,
						query.selection().groupBy(), null, List.of(), null, List.of()),
				new AsOf("g1", true, null, Map.of(), null, null, null), Map.of(), false, Map.of(), List.of());
	}

	@Test
	void saysThatTheGenerationIsBeingFilled() {
		AsOf asOf = this.frames.next().asOf();
		assertThat(asOf).isNotNull().extracting(AsOf::filling).isEqualTo(true);
	}

	@Test
	void countsUsersLessOftenThanEvents() {
		LiveFrame first = this.frames.next();
		int expensive = this.queries.get();
		this.now = START.plusSeconds(4);
		assertThat(this.frames.next().audience()).isSameAs(first.audience());
		assertThat(this.queries).as("events only").hasValue(expensive + 1);
		this.now = START.plusSeconds(5);
		assertThat(this.frames.next().audience()).isNotNull().extracting("at").isEqualTo(this.now);
	}

	@Test
	void asksNothingOfARedisThatIsKnownToBeAway() {
		this.redis = new Backend(false, "connection refused");
		LiveFrame frame = this.frames.next();
		assertThat(frame.error()).isEqualTo(new Failure("redis-unavailable", "connection refused"));
		assertThat(frame.recent()).isNull();
		assertThat(frame.audience()).isNull();
		assertThat(this.queries).hasValue(0);
	}

	@Test
	void saysWhyThereAreNoFiguresAndDoesNotShowOldOnes() {
		this.frames.next();
		this.failure = new ProblemException(Problem.UNAVAILABLE, "Redis has lost the figures of a partition");
		LiveFrame frame = this.frames.next();
		assertThat(frame.error()).isEqualTo(new Failure("unavailable", "Redis has lost the figures of a partition"));
		assertThat(frame.audience()).isNull();
	}

}
