package io.millrace.dashboard.live;

import java.time.Instant;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.millrace.dashboard.pipeline.Pipeline;
import io.millrace.dashboard.query.QueryResult.AsOf;
import org.jspecify.annotations.Nullable;

/**
 * What a viewer is told each second. What could not be found out is absent, never zero or
 * old.
 *
 * @param at when it was made
 * @param asOf what its figures stand for; says so while Redis is being filled
 * @param recent events of the last two minutes
 * @param audience users and top types, counted less often
 * @param error why there are no figures
 * @param pipeline topics, groups, lag, nodes and warnings
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LiveFrame(Instant at, @Nullable AsOf asOf, @Nullable Recent recent, @Nullable Audience audience,
		@Nullable Failure error, Pipeline pipeline) {

	/**
	 * Events in steps of ten seconds. The last step is under way.
	 *
	 * @param eventsPerSecond mean of the step under way and the one before
	 * @param times the starts of the steps
	 * @param total all events of each step
	 * @param types the types with the most events, at most {@value LiveQueries#MAX_TYPES}
	 */
	public record Recent(double eventsPerSecond, List<Instant> times, List<Long> total, List<Series> types) {

		public Recent {
			times = List.copyOf(times);
			total = List.copyOf(total);
			types = List.copyOf(types);
		}

	}

	/**
	 * The events of one type, step by step.
	 *
	 * @param type the event type
	 * @param events how many in each step
	 */
	public record Series(String type, List<Long> events) {

		public Series {
			events = List.copyOf(events);
		}

	}

	/**
	 * Users and top types.
	 *
	 * @param at when they were counted
	 * @param usersLast5m different users of the last five minutes
	 * @param usersLastHour different users of the last hour
	 * @param eventsLastHour events of the last hour
	 * @param topTypes the types with the most events in the last hour, at most
	 * {@value LiveQueries#MAX_TYPES}
	 */
	public record Audience(Instant at, long usersLast5m, long usersLastHour, long eventsLastHour,
			List<TypeCount> topTypes) {

		public Audience {
			topTypes = List.copyOf(topTypes);
		}

	}

	/**
	 * A type's figures.
	 *
	 * @param type the event type
	 * @param events how many events
	 * @param users of how many different users
	 */
	public record TypeCount(String type, long events, long users) {
	}

	/**
	 * Why there are no figures.
	 *
	 * @param code the problem's name, e.g. redis-unavailable
	 * @param detail what happened
	 */
	public record Failure(String code, String detail) {
	}

}
