package io.millrace.dashboard.journey;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Objects;
import java.util.function.Function;

import io.millrace.dashboard.declaration.Checks;
import io.millrace.dashboard.declaration.DefinitionBody;
import io.millrace.dashboard.match.EventMatch;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.convert.DurationStyle;

/**
 * A retention as it is sent.
 */
record RetentionBody(@Nullable String name, @Nullable MatchBody cohort, @Nullable MatchBody returning,
		@Nullable Integer days, @Nullable String zone,
		@Nullable String forgottenAfter) implements DefinitionBody<Retention> {

	@Override
	public Retention definition(String name) {
		Checks checks = new Checks("Retention", name);
		EventMatch first = checks.read("cohort", () -> MatchBody.match(this.cohort));
		EventMatch later = checks.read("returning", () -> MatchBody.match(this.returning));
		ZoneId days = checks.read("zone", () -> (this.zone != null) ? zone(this.zone) : Retention.DEFAULT_ZONE);
		Duration memory = checks.read("forgotten-after", () -> (this.forgottenAfter != null)
				? DurationStyle.detectAndParse(this.forgottenAfter) : Retention.DEFAULT_FORGOTTEN_AFTER);
		return new Retention(name, first, later, Objects.requireNonNullElse(this.days, Retention.DEFAULT_DAYS), days,
				memory);
	}

	private static ZoneId zone(String text) {
		try {
			return ZoneId.of(text);
		}
		catch (DateTimeException ex) {
			throw new IllegalArgumentException(
					"must be a time zone of the IANA database, such as Europe/Berlin, not '" + text + "'");
		}
	}

}
