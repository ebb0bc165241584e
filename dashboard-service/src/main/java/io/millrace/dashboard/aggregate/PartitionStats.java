package io.millrace.dashboard.aggregate;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.millrace.dashboard.meter.Level;
import io.millrace.dashboard.meter.Metric;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a partition beside its buckets, as it is stored and as it will be:
 * {@code maxTime}, the greatest event time seen, in milliseconds; {@code since:<meter>},
 * from when on a meter counts, by the append time of the first record that it was given,
 * in milliseconds, 0 if it was given all of this generation and -1 once it is no longer
 * there; {@code late:<level>}, how many events came too late for a level;
 * {@code visited}, when histories of users were last written, in milliseconds by the
 * owner's clock and within an hour; {@code forgotten}, the append time of the first
 * record before which some of them may have expired, because they weren't for too long;
 * {@code session}, who wrote last; and other counts. Of the records since the generation
 * began. Not thread-safe.
 */
public final class PartitionStats {

	private static final String MAX_TIME = "maxTime";

	private static final String SINCE = "since:";

	private static final String LATE = "late:";

	private static final String VISITED = "visited";

	private static final String SESSION = "session";

	private static final String FORGOTTEN = "forgotten";

	private static final long REMOVED = -1;

	private static final Duration VISITED_WITHIN = Duration.ofHours(1);

	private final Map<String, Long> values;

	private final Set<String> changed = new HashSet<>();

	/**
	 * What an owner counts apart from cells.
	 */
	public enum Count {

		/** Events that came later than is expected, and were counted all the same. */
		LATE_ACCEPTED("lateAccepted"),
		/** Events that were sent before. */
		DUPLICATES("duplicates"),
		/** Events of a time that is too far ahead. */
		FUTURE_REJECTED("futureRejected"),
		/** Records that were no events. */
		MALFORMED("malformed");

		private final String field;

		Count(String field) {
			this.field = field;
		}

	}

	public PartitionStats(Map<String, Long> stored) {
		this.values = new HashMap<>(stored);
	}

	/**
	 * Notes whose writes these are: a number that no other owner has, nor the same one
	 * after it has lost something.
	 */
	void writtenBy(long session) {
		set(SESSION, session);
	}

	/**
	 * Who wrote last.
	 */
	public @Nullable Long session() {
		return this.values.get(SESSION);
	}

	void see(Instant time) {
		Long greatest = this.values.get(MAX_TIME);
		long millis = time.toEpochMilli();
		if (greatest == null || greatest < millis) {
			set(MAX_TIME, millis);
		}
	}

	/**
	 * The greatest event time that was seen, if any was.
	 */
	public @Nullable Instant maxTime() {
		Long greatest = this.values.get(MAX_TIME);
		return (greatest != null) ? Instant.ofEpochMilli(greatest) : null;
	}

	/**
	 * Whether no event of this time or later was seen: then nothing can be stored of a
	 * bucket that starts there.
	 */
	boolean isBeyondAll(Instant time) {
		Long greatest = this.values.get(MAX_TIME);
		return greatest == null || time.toEpochMilli() > greatest;
	}

	/**
	 * Notes which metrics are given records from one on.
	 * @param appended when that was appended
	 */
	void count(List<Metric> metrics, Instant appended) {
		boolean first = maxTime() == null;
		Map<String, Long> known = new HashMap<>();
		metrics.stream().filter(PartitionStats::comesAndGoes).forEach((metric) -> {
			String field = SINCE + metric.key();
			long since = this.values.getOrDefault(field, REMOVED);
			known.put(field, (since != REMOVED) ? since : first ? 0 : appended.toEpochMilli());
		});
		List.copyOf(this.values.keySet())
			.stream()
			.filter((field) -> field.startsWith(SINCE) && !known.containsKey(field))
			.forEach((field) -> set(field, REMOVED));
		known.forEach(this::set);
	}

	private static boolean comesAndGoes(Metric metric) {
		return metric != Metric.EVENTS && metric != Metric.USERS;
	}

	/**
	 * Notes that histories of users are written.
	 * @param now by the owner's clock
	 * @param appended when the record was appended because of which they are
	 * @param allowedOutage for how long they are kept though none is written
	 * @return whether some may have been lost
	 */
	boolean visit(Instant now, Instant appended, Duration allowedOutage) {
		Long visited = this.values.get(VISITED);
		if (visited != null && now.toEpochMilli() - visited < VISITED_WITHIN.toMillis()) {
			return false;
		}
		set(VISITED, now.toEpochMilli());
		// Where no record waited meanwhile nothing was missed.
		Instant limit = now.minus(allowedOutage);
		boolean lost = visited != null && Instant.ofEpochMilli(visited).isBefore(limit) && appended.isBefore(limit);
		if (lost) {
			set(FORGOTTEN, appended.toEpochMilli());
		}
		return lost;
	}

	/**
	 * From when on a metric counts.
	 * @return {@link Instant#MIN} if it was given all records of this generation, nothing
	 * if it was given none
	 */
	public Optional<Instant> since(Metric metric) {
		if (!comesAndGoes(metric)) {
			return Optional.of(Instant.MIN);
		}
		Long since = this.values.get(SINCE + metric.key());
		if (since == null && maxTime() == null) {
			// Whatever comes first will be counted.
			return Optional.of(Instant.MIN);
		}
		if (since == null || since == REMOVED) {
			return Optional.empty();
		}
		long from = (metric.basis() == Metric.Basis.EVENT) ? since
				: Math.max(since, this.values.getOrDefault(FORGOTTEN, 0L));
		return Optional.of((from == 0) ? Instant.MIN : Instant.ofEpochMilli(from));
	}

	/**
	 * Stats as they are stored, fields and values in turn, without metrics that count
	 * since later than a time, or no more, and without some others.
	 */
	static List<byte[]> withoutLaterMeters(List<byte[]> flat, Instant time, List<Metric> others) {
		Set<String> dropped = new HashSet<>();
		others.forEach((metric) -> dropped.add(SINCE + metric.key()));
		List<byte[]> kept = new ArrayList<>(flat.size());
		for (int i = 0; i + 1 < flat.size(); i += 2) {
			long value = Long.parseLong(new String(flat.get(i + 1), StandardCharsets.US_ASCII));
			String field = new String(flat.get(i), StandardCharsets.UTF_8);
			if (!field.startsWith(SINCE)
					|| (!dropped.contains(field) && value != REMOVED && value <= time.toEpochMilli())) {
				kept.add(flat.get(i));
				kept.add(flat.get(i + 1));
			}
		}
		return kept;
	}

	void late(Level level) {
		set(LATE + level.key(), this.values.getOrDefault(LATE + level.key(), 0L) + 1);
	}

	/**
	 * How many events came too late for a level.
	 */
	public long lateFor(Level level) {
		return this.values.getOrDefault(LATE + level.key(), 0L);
	}

	void increment(Count count) {
		set(count.field, count(count) + 1);
	}

	public long count(Count count) {
		return this.values.getOrDefault(count.field, 0L);
	}

	private void set(String field, long value) {
		Long before = this.values.put(field, value);
		if (before == null || before != value) {
			this.changed.add(field);
		}
	}

	boolean isChanged() {
		return !this.changed.isEmpty();
	}

	/**
	 * Those that were changed, with their present value; and that they will be written.
	 */
	Map<String, Long> takeChanged() {
		Map<String, Long> taken = new HashMap<>();
		this.changed.forEach((field) -> taken.put(field, this.values.getOrDefault(field, 0L)));
		this.changed.clear();
		return taken;
	}

}
