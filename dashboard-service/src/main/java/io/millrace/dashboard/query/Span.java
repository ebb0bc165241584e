package io.millrace.dashboard.query;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

import org.jspecify.annotations.Nullable;

/**
 * Of which time something is asked.
 *
 * @param from where the range begins, inclusive; null for an hour before its end
 * @param to where it ends, exclusive; null for now
 * @param step the distance of the points, to which the range is aligned outwards
 * @param zone whose hours and days are meant
 * @param compared whether the equally long range before it is asked for, too
 */
public record Span(@Nullable Instant from, @Nullable Instant to, Step step, ZoneId zone, boolean compared) {

	/**
	 * The last hour, in UTC.
	 */
	public static Span lastHour(Step step) {
		return new Span(null, null, step, ZoneOffset.UTC, false);
	}

	public Span between(Instant from, Instant to) {
		return new Span(from, to, this.step, this.zone, this.compared);
	}

	public Span in(ZoneId zone) {
		return new Span(this.from, this.to, this.step, zone, this.compared);
	}

	public Span comparedWithPrevious() {
		return new Span(this.from, this.to, this.step, this.zone, true);
	}

}
