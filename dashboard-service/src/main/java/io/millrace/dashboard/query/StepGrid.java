package io.millrace.dashboard.query;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Objects;

import io.millrace.dashboard.meter.Alignment;

/**
 * Where the points of a step begin in a zone. Its hours begin at full hours of the zone's
 * clocks, its days at the zone's midnights: so a day has 23, 24 or 25 hours.
 *
 * @param step one that has a width
 * @param zone the zone
 */
record StepGrid(Step step, ZoneId zone) {

	/**
	 * The last begin that isn't after a time.
	 */
	Instant floor(Instant time) {
		return switch (this.step) {
			case DAY -> time.atZone(this.zone).toLocalDate().atStartOfDay(this.zone).toInstant();
			case HOUR -> {
				Duration offset = Duration.ofSeconds(this.zone.getRules().getOffset(time).getTotalSeconds());
				yield Alignment.floor(time.plus(offset), width()).minus(offset);
			}
			default -> Alignment.floor(time, width());
		};
	}

	/**
	 * The begin that follows one.
	 */
	Instant next(Instant begin) {
		if (this.step == Step.DAY) {
			return begin.atZone(this.zone).toLocalDate().plusDays(1).atStartOfDay(this.zone).toInstant();
		}
		// Where clocks are put by half an hour, an hour of the clock is shorter or
		// longer.
		Instant next = floor(begin.plus(width()));
		return next.isAfter(begin) ? next : begin.plus(width());
	}

	/**
	 * The first begin that isn't before a time.
	 */
	Instant ceiling(Instant time) {
		Instant floor = floor(time);
		return floor.equals(time) ? floor : next(floor);
	}

	/**
	 * A begin as many days or widths earlier as lie between two.
	 */
	Instant before(Instant from, Instant to) {
		if (this.step == Step.DAY) {
			long days = from.atZone(this.zone).toLocalDate().until(to.atZone(this.zone).toLocalDate(), ChronoUnit.DAYS);
			return from.atZone(this.zone).toLocalDate().minusDays(days).atStartOfDay(this.zone).toInstant();
		}
		return floor(from.minus(Duration.between(from, to)));
	}

	private Duration width() {
		return Objects.requireNonNull(this.step.width());
	}

}
