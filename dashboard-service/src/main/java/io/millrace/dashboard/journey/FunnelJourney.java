package io.millrace.dashboard.journey;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
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

	/** A user who has begun at a time, and how far that led. */
	private record Reached(Instant minute, int step) {
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
		List<Mark> marks = new ArrayList<>(history.marks());
		marks.add(new Mark(event.event().time().toEpochMilli(), roles));
		long earliest = appended.minus(this.remembered).toEpochMilli();
		marks.removeIf((mark) -> mark.at() < earliest);
		History after = History.of(marks);
		if (after.marks().size() > MOST_MARKS) {
			after = History.of(after.marks().subList(after.marks().size() - MOST_MARKS, after.marks().size()));
		}
		Set<Reached> reached = reached(after.marks());
		reached.removeAll(reached(history.marks()));
		Value user = Value.of(event.event().subject());
		return Optional.of(new Taken(after,
				reached.stream()
					.map((one) -> new Change(one.minute(), Integer.toString(one.step() + 1), user))
					.toList()));
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

	private Set<Reached> reached(List<Mark> marks) {
		Set<Reached> reached = new LinkedHashSet<>();
		for (int i = 0; i < marks.size(); i++) {
			if (marks.get(i).is(0)) {
				Instant minute = Instant.ofEpochMilli(marks.get(i).at()).truncatedTo(ChronoUnit.MINUTES);
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
