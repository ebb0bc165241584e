package io.millrace.dashboard.journey;

import java.time.Duration;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.millrace.dashboard.declaration.Checks;
import io.millrace.dashboard.declaration.Definition;
import io.millrace.dashboard.declaration.DefinitionKind;
import io.millrace.dashboard.match.EventMatch;
import io.millrace.dashboard.meter.Aggregation;
import io.millrace.dashboard.meter.Metric;

import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Steps that users take one after the other; it counts how many come how far. A user has
 * come to a step who did all up to it in this order, by the events' times, each with an
 * event of its own, within the window from the first on. Events of the same millisecond
 * count in the order of the steps. A user counts at the time of the first step, once,
 * however often.
 *
 * @param name its name: letters, digits, {@code _} and {@code -}, beginning with a
 * letter, at most 64
 * @param steps which events they are, 2 to 10
 * @param window how long the last step may come after the first, 1 s to 30 days. A user's
 * events are remembered for that long. Default 1 day
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Funnel(@DefaultValue("") String name, @DefaultValue List<EventMatch> steps,
		@DefaultValue("1d") Duration window) implements Definition {

	/** How they are called and written. */
	public static final DefinitionKind<Funnel> KIND = new DefinitionKind<>("funnel", FunnelBody.class, 20);

	/** The field that a funnel's metric is kept apart by, from 1 on. */
	public static final String STEP = "step";

	static final Duration DEFAULT_WINDOW = Duration.ofDays(1);

	private static final int MOST_STEPS = 10;

	private static final Duration SHORTEST = Duration.ofSeconds(1);

	private static final Duration LONGEST = Duration.ofDays(30);

	/**
	 * @throws IllegalArgumentException with the funnel's name and what is wrong with
	 * which field
	 */
	public Funnel {
		Checks checks = new Checks("Funnel", name);
		checks.requireName();
		steps = List.copyOf(steps);
		checks.require(steps.size() >= 2 && steps.size() <= MOST_STEPS, "steps",
				"must be 2 to " + MOST_STEPS + ", not " + steps.size());
		checks.require(window.compareTo(SHORTEST) >= 0 && window.compareTo(LONGEST) <= 0, "window",
				"must be 1 second to " + LONGEST.toDays() + " days, e.g. 1h or PT1H");
	}

	@Override
	public Metric metric(String digest) {
		return new Metric(this.name, "f." + digest, Aggregation.DISTINCT, List.of(STEP), Metric.Basis.HISTORY);
	}

}
