package io.millrace.dashboard.journey;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import io.millrace.dashboard.declaration.Checks;
import io.millrace.dashboard.declaration.DefinitionBody;
import io.millrace.dashboard.match.EventMatch;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.convert.DurationStyle;

/**
 * A funnel as it is sent.
 */
record FunnelBody(@Nullable String name, @Nullable List<@Nullable MatchBody> steps,
		@Nullable String window) implements DefinitionBody<Funnel> {

	@Override
	public Funnel definition(String name) {
		Checks checks = new Checks("Funnel", name);
		List<EventMatch> matches = new ArrayList<>();
		for (MatchBody step : Objects.requireNonNullElse(this.steps, List.<@Nullable MatchBody>of())) {
			String field = "steps[" + matches.size() + "]";
			checks.require(step != null && step.eventType() != null, field, "has no eventType");
			matches.add(checks.read(field, () -> MatchBody.match(step)));
		}
		Duration within = checks.read("window",
				() -> (this.window != null) ? DurationStyle.detectAndParse(this.window) : Funnel.DEFAULT_WINDOW);
		return new Funnel(name, matches, within);
	}

}
