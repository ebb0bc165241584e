package io.millrace.dashboard.journey;

import java.time.Duration;
import java.time.ZoneId;
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
 * How many of the users who were first seen on one day come back on which of the days
 * after it. Exact.
 *
 * @param name its name: letters, digits, {@code _} and {@code -}, beginning with a
 * letter, at most 64
 * @param cohort which events make a user one of the day on which the first of them was.
 * Default all
 * @param returning which events are a coming back. Default all
 * @param days how many days after the first are told apart, 1 to 90. Default 30
 * @param zone whose days are meant. Default UTC
 * @param forgottenAfter how long a user must not have been seen to be new again, in whole
 * days, more than {@code days} and at most 400. A user is remembered for that long.
 * Default 90 days
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Retention(@DefaultValue("") String name, @DefaultValue EventMatch cohort,
		@DefaultValue EventMatch returning, @DefaultValue("30") int days, @DefaultValue("UTC") ZoneId zone,
		@DefaultValue("90d") Duration forgottenAfter) implements Definition {

	/** How they are called and written. */
	public static final DefinitionKind<Retention> KIND = new DefinitionKind<>("retention", RetentionBody.class, 20);

	/** The field that a retention's metric is kept apart by: days after the first. */
	public static final String DAY = "day";

	static final int DEFAULT_DAYS = 30;

	static final ZoneId DEFAULT_ZONE = ZoneId.of("UTC");

	static final Duration DEFAULT_FORGOTTEN_AFTER = Duration.ofDays(90);

	private static final int MOST_DAYS = 90;

	private static final Duration LONGEST = Duration.ofDays(400);

	/**
	 * @throws IllegalArgumentException with the retention's name and what is wrong with
	 * which field
	 */
	public Retention {
		Checks checks = new Checks("Retention", name);
		checks.requireName();
		checks.require(days >= 1 && days <= MOST_DAYS, "days", "must be 1 to " + MOST_DAYS + ", not " + days);
		checks.require(forgottenAfter.toDays() > days && forgottenAfter.compareTo(LONGEST) <= 0, "forgotten-after",
				"must be more than the " + days + " days that are told apart, and at most " + LONGEST.toDays()
						+ " days, e.g. 90d or P90D");
	}

	@Override
	public Metric metric(String digest) {
		return new Metric(this.name, "r." + digest, Aggregation.SUM, List.of(DAY), Metric.Basis.FIRST_DAY);
	}

}
