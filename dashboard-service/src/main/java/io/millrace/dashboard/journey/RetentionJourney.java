package io.millrace.dashboard.journey;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

import io.millrace.dashboard.cell.Value;
import io.millrace.dashboard.match.EventMatcher;
import io.millrace.dashboard.match.ReadEvent;
import io.millrace.dashboard.meter.Metric;
import org.jspecify.annotations.Nullable;

/**
 * Counts users by the day on which they were first seen and those on which they came
 * back. A history is of days, by number since 1970. An event that comes late may show
 * that a user's first day was an earlier one: then what was counted for the other is
 * taken back.
 */
public final class RetentionJourney implements Journey {

	private static final int COHORT = 0;

	private static final int RETURN = 1;

	private static final Value ONE_MORE = Objects.requireNonNull(Value.of(BigDecimal.ONE));

	private static final Value ONE_LESS = Objects.requireNonNull(Value.of(BigDecimal.ONE.negate()));

	private final Metric metric;

	private final EventMatcher cohort;

	private final EventMatcher returning;

	private final int days;

	private final ZoneId zone;

	private final long forgottenAfter;

	/** Days that an event may come after its own. */
	private final long late;

	private final Duration remembered;

	public RetentionJourney(Retention retention, Metric metric, Duration allowedLateness) {
		this.metric = metric;
		this.cohort = new EventMatcher(retention.cohort());
		this.returning = new EventMatcher(retention.returning());
		this.days = retention.days();
		this.zone = retention.zone();
		this.forgottenAfter = retention.forgottenAfter().toDays();
		this.late = allowedLateness.toDays() + 1;
		this.remembered = retention.forgottenAfter().plusDays(this.late + 1);
	}

	/** A user of a day's, so many days later. */
	private record Seen(long first, long after) {
	}

	@Override
	public Metric metric() {
		return this.metric;
	}

	@Override
	public boolean matches(String type) {
		return this.cohort.matches(type) || this.returning.matches(type);
	}

	@Override
	public Duration remembered() {
		return this.remembered;
	}

	@Override
	public Optional<Taken> take(ReadEvent event, History history, Instant appended) {
		int roles = role(this.cohort, event, COHORT) | role(this.returning, event, RETURN);
		if (roles == 0) {
			return Optional.empty();
		}
		long day = LocalDate.ofInstant(event.event().time(), this.zone).toEpochDay();
		TreeMap<Long, Integer> before = new TreeMap<>();
		if (!history.isEmpty() && day - history.marks().getLast().at() <= this.forgottenAfter) {
			history.marks().forEach((mark) -> before.put(mark.at(), mark.roles()));
		}
		TreeMap<Long, Integer> after = new TreeMap<>(before);
		after.merge(day, roles, (one, other) -> one | other);
		return Optional.of(new Taken(kept(after), changes(seen(before), seen(after))));
	}

	private static int role(EventMatcher matcher, ReadEvent event, int role) {
		return (matcher.matches(event.event().type()) && matcher.admits(event)) ? 1 << role : 0;
	}

	private Set<Seen> seen(TreeMap<Long, Integer> roles) {
		Set<Seen> seen = new HashSet<>();
		Long first = first(roles);
		if (first != null) {
			seen.add(new Seen(first, 0));
			roles.subMap(first, false, first + this.days, true).forEach((day, role) -> {
				if ((role & (1 << RETURN)) != 0) {
					seen.add(new Seen(first, day - first));
				}
			});
		}
		return seen;
	}

	private static @Nullable Long first(TreeMap<Long, Integer> roles) {
		return roles.entrySet()
			.stream()
			.filter((entry) -> (entry.getValue() & (1 << COHORT)) != 0)
			.map(Map.Entry::getKey)
			.findFirst()
			.orElse(null);
	}

	private static List<Change> changes(Set<Seen> before, Set<Seen> after) {
		List<Change> changes = new ArrayList<>();
		before.stream().filter((seen) -> !after.contains(seen)).forEach((seen) -> changes.add(change(seen, ONE_LESS)));
		after.stream().filter((seen) -> !before.contains(seen)).forEach((seen) -> changes.add(change(seen, ONE_MORE)));
		return changes;
	}

	private static Change change(Seen seen, Value value) {
		return new Change(LocalDate.ofEpochDay(seen.first()).atStartOfDay(ZoneOffset.UTC).toInstant(),
				Long.toString(seen.after()), value);
	}

	/** What may still matter: the days that count, the latest, and those around it. */
	private History kept(TreeMap<Long, Integer> roles) {
		Long first = first(roles);
		long last = roles.lastKey();
		List<Mark> marks = new ArrayList<>();
		roles.forEach((day, role) -> {
			boolean counts = first != null && day >= first && day <= first + this.days;
			int kept = (first != null && day > first) ? role & (1 << RETURN) : role;
			if ((counts && kept != 0) || day >= last - this.late) {
				marks.add(new Mark(day, kept));
			}
		});
		return History.of(marks);
	}

}
