package io.millrace.dashboard.query;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.millrace.dashboard.meter.EventTypes;
import io.millrace.dashboard.meter.Metric;
import org.jspecify.annotations.Nullable;

/**
 * An answer.
 *
 * @param query what was asked, with everything that was left open filled in
 * @param asOf what the answer stands for
 * @param atLeast whether what is said may be less than what was: the generation is being
 * filled, or reaches less far back than the range, or there were more types than are
 * counted apart
 * @param results by time, then by type
 */
public record QueryResult(Resolved query, AsOf asOf, @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean atLeast,
		List<Row> results) {

	public QueryResult {
		results = List.copyOf(results);
	}

	/**
	 * A query as it was understood.
	 *
	 * @param metrics which metrics
	 * @param from aligned, inclusive
	 * @param to aligned, exclusive
	 * @param step the distance of the points
	 * @param groupBy empty, or type
	 * @param filter as it was given
	 * @param minOffset as it was given
	 */
	@JsonInclude(JsonInclude.Include.NON_EMPTY)
	public record Resolved(List<Metric> metrics, Instant from, Instant to, Step step, List<String> groupBy,
			@Nullable String filter, List<MinOffset> minOffset) {

		public boolean groupedByType() {
			return !this.groupBy.isEmpty();
		}

	}

	/**
	 * Up to where the log is counted in an answer.
	 *
	 * @param generation which filling of Redis was read; null if there is none yet
	 * @param filling whether it isn't complete: then only what has been counted is
	 * answered, and nothing is filled with zeros
	 * @param since from when on it counts, if retention had taken what was before
	 * @param offsets by {@code <topic>-<partition>}: everything below is in the answer,
	 * nothing from it on
	 * @param lag how many offsets the logs' ends are ahead of that; null if Kafka doesn't
	 * say
	 * @param completeUntil up to which event time nothing should be missing any more;
	 * null if that isn't known
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	public record AsOf(@Nullable String generation, @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean filling,
			@Nullable Instant since, Map<String, Long> offsets, @Nullable Long lag, @Nullable Instant completeUntil) {
	}

	/**
	 * One point of one series.
	 *
	 * @param time the start of its step
	 * @param type the event type, {@link EventTypes#OTHER} for the types that aren't
	 * counted apart; null unless grouped by type
	 * @param events how many; null unless asked for
	 * @param users how many different users; null unless asked for
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	public record Row(Instant time, @Nullable String type, @Nullable Long events, @Nullable Long users) {
	}

}
