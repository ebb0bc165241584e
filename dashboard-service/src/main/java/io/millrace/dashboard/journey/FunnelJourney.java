package io.millrace.dashboard.journey;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.millrace.dashboard.cell.Value;
import io.millrace.dashboard.match.EventMatcher;
import io.millrace.dashboard.match.ReadEvent;
import io.millrace.dashboard.meter.Metric;

/**
 * Counts users by how far they come in a funnel: at the minute of the first step, a value
 * of the user for each step reached. A history is of those events that are steps, in
 * milliseconds; an earlier one that comes later only adds to what was reached.
 */
public final class FunnelJourney implements Journey {

	/**
	 * What is remembered of one user at most: the latest. More would let one user's
	 * events take as long as they like.
	 */
	static final int MOST_MARKS = 100;

	/** The first step alone. */
	private static final int BEGINNING = 1;

	private static final long MINUTE_MILLIS = 60_000;

	private final Metric metric;

	private final List<EventMatcher> steps;

	private final Duration window;

	private final Duration remembered;

	public FunnelJourney(Funnel funnel, Metric metric, Duration allowedLateness) {
		this.metric = metric;
		this.steps = funnel.steps().stream().map(EventMatcher::new).toList();
		this.window = funnel.window();
		this.remembered = this.window.plus(allowedLateness);
	}

	/** A user who has begun in a minute, and how far that led. */
	private record Reached(long minute, int step) {
	}

	@Override
	public Metric metric() {
		return this.metric;
	}

	@Override
	public boolean matches(String type) {
		return this.steps.stream().anyMatch((step) -> step.matches(type));
	}

	@Override
	public Duration remembered() {
		return this.remembered;
	}

	@Override
	public Optional<Taken> take(ReadEvent event, History history, Instant appended) {
		int roles = roles(event);
		if (roles == 0) {
			return Optional.empty();
		}
		Mark mark = new Mark(event.event().time().toEpochMilli(), roles);
		History after = with(mark, history, appended.minus(this.remembered).toEpochMilli());
		// Who began before the window, or later, comes as far as before; and so does who
		// began at another time if this is no more than a beginning.
		long from = minute((roles == BEGINNING) ? mark.at() : mark.at() - this.window.toMillis());
		long to = minute(mark.at()) + MINUTE_MILLIS;
		Set<Reached> reached = reached(after.marks(), from, to);
		reached.removeAll(reached(history.marks(), from, to));
		Value user = Value.of(event.event().subject());
		return Optional.of(new Taken(after, reached.stream()
			.map((one) -> new Change(Instant.ofEpochMilli(one.minute()), Integer.toString(one.step() + 1), user))
			.toList()));
	}

	private static History with(Mark mark, History history, long earliest) {
		List<Mark> marks = new ArrayList<>(history.marks());
		marks.add(mark);
		Collections.sort(marks);
		marks.removeIf((one) -> one.at() < earliest);
		return History.of(marks.subList(Math.max(0, marks.size() - MOST_MARKS), marks.size()));
	}

	private static long minute(long millis) {
		return Math.floorDiv(millis, MINUTE_MILLIS) * MINUTE_MILLIS;
	}

	private int roles(ReadEvent event) {
		int roles = 0;
		for (int i = 0; i < this.steps.size(); i++) {
			EventMatcher step = this.steps.get(i);
			if (step.matches(event.event().type()) && step.admits(event)) {
				roles |= 1 << i;
			}
		}
		return roles;
	}

	/** Of those who begin in a range of time. */
	private Set<Reached> reached(List<Mark> marks, long from, long to) {
		Set<Reached> reached = new LinkedHashSet<>();
		for (int i = 0; i < marks.size() && marks.get(i).at() < to; i++) {
			if (marks.get(i).is(0) && marks.get(i).at() >= from) {
				long minute = minute(marks.get(i).at());
				int steps = steps(marks, i);
				for (int step = 0; step < steps; step++) {
					reached.add(new Reached(minute, step));
				}
			}
		}
		return reached;
	}

	/** How many steps are taken from a mark on: each as soon as it may be. */
	private int steps(List<Mark> marks, int from) {
		long end = marks.get(from).at() + this.window.toMillis();
		int steps = 1;
		for (int i = from + 1; i < marks.size() && steps < this.steps.size(); i++) {
			if (marks.get(i).at() > end) {
				break;
			}
			if (marks.get(i).is(steps)) {
				steps++;
			}
		}
		return steps;
	}

}
