package io.millrace.dashboard.query;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import io.millrace.dashboard.cell.Estimate;
import io.millrace.dashboard.meter.Group;
import io.millrace.dashboard.meter.Metric;
import org.jspecify.annotations.Nullable;

/**
 * An answer.
 *
 * @param query what was asked, with everything that was left open filled in
 * @param asOf what the answer stands for
 * @param since from when on those metrics count that were added later than the log's
 * beginning
 * @param atLeast whether what is said may be less than what was: the generation is being
 * filled, or reaches less far back than the range, or a metric does, or there were more
 * groups than are kept apart
 * @param estimates how far those metrics may be off that aren't exact
 * @param results in the order that was asked for
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record QueryResult(Resolved query, AsOf asOf, Map<String, Instant> since,
		@JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean atLeast, Map<String, Estimate> estimates,
		@JsonInclude List<Row> results) {

	/** The column of a point's time. */
	static final String TIME = "time";

	/** What the compared range's values stand under. */
	static final String PREVIOUS = "previous";

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
	 * @param tz whose hours and days are meant; null for UTC
	 * @param previous the range that it is compared with, if it is
	 * @param groupBy the fields by which it is kept apart
	 * @param filter as it was given
	 * @param orderBy as it was given
	 * @param limit as it was given
	 * @param minOffset as it was given
	 */
	@JsonInclude(JsonInclude.Include.NON_EMPTY)
	public record Resolved(List<Metric> metrics, Instant from, Instant to, Step step, @Nullable ZoneId tz,
			@Nullable Range previous, List<String> groupBy, @Nullable String filter, List<Order> orderBy,
			@Nullable Integer limit, List<MinOffset> minOffset) {

		Resolved(Query query, Period period, @Nullable Period previous) {
			this(query.metrics(), period.from(), period.to(), query.span().step(),
					PeriodPlanner.isUtc(query.span().zone()) ? null : query.span().zone(),
					(previous != null) ? new Range(previous.from(), previous.to()) : null, query.selection().groupBy(),
					query.selection().filter(), query.selection().orderBy(), query.selection().limit(),
					query.minOffset());
		}

	}

	/**
	 * A range of time.
	 *
	 * @param from aligned, inclusive
	 * @param to aligned, exclusive
	 */
	public record Range(Instant from, Instant to) {
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
	 * @param counters what became of the records below these offsets
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	public record AsOf(@Nullable String generation, @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean filling,
			@Nullable Instant since, Map<String, Long> offsets, @Nullable Long lag, @Nullable Instant completeUntil,
			@Nullable Counters counters) {
	}

	/**
	 * What became of records, since the generation began.
	 *
	 * @param lateAccepted events that came later than is expected and were counted
	 * @param lateDropped events that came too late to be counted anywhere
	 * @param futureRejected events whose time was too far ahead
	 * @param duplicates events that were sent before
	 */
	public record Counters(long lateAccepted, long lateDropped, long futureRejected, long duplicates) {
	}

	/**
	 * One point of one series.
	 *
	 * @param time the start of its step
	 * @param zone in which it is told
	 * @param group the values of the fields by which the answer is kept apart: null where
	 * events have none, {@link Group#OTHER} for those that aren't kept apart
	 * @param values by metric: a number, or numbers by name; without what isn't known,
	 * and null for what nothing has none of, such as the least of no values
	 * @param previous the same of the compared range; null if there is none
	 */
	public record Row(Instant time, ZoneId zone, Map<String, @Nullable String> group,
			Map<String, @Nullable Object> values, @Nullable Map<String, @Nullable Object> previous) {

		/**
		 * All side by side: a meter's value stands under its name, a group's under its
		 * field's path.
		 */
		@JsonValue
		Map<String, @Nullable Object> columns() {
			Map<String, @Nullable Object> columns = new LinkedHashMap<>();
			columns.put(TIME, PeriodPlanner.isUtc(this.zone) ? this.time.toString()
					: DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(this.time.atZone(this.zone)));
			columns.putAll(this.group);
			columns.putAll(this.values);
			if (this.previous != null) {
				columns.put(PREVIOUS, this.previous);
			}
			return columns;
		}

		/**
		 * An exact number, zero if there is none.
		 */
		public long number(Metric metric) {
			return (this.values.get(metric.name()) instanceof Long number) ? number : 0;
		}

	}

}
