package io.millrace.dashboard.aggregate;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

import io.millrace.dashboard.journey.Journey;
import io.millrace.dashboard.match.ReadEvent;
import io.millrace.dashboard.meter.Metric;
import lombok.RequiredArgsConstructor;

/**
 * Finds what events do to journeys.
 */
@RequiredArgsConstructor
final class Advances {

	private final HistoryCache histories;

	private final Additions additions;

	/**
	 * What an event does to some journeys. Nothing is changed yet.
	 * @param placing where a time is still to be counted
	 */
	List<Advance> of(ReadEvent event, Instant appended, List<Journey> journeys, Function<Instant, Placement> placing) {
		if (journeys.isEmpty()) {
			return List.of();
		}
		List<Advance> advances = new ArrayList<>();
		UserHistories user = this.histories.of(event.event().subject());
		for (Journey journey : journeys) {
			Metric metric = journey.metric();
			Optional<Journey.Taken> taken = journey.take(event, user.of(metric), appended);
			if (taken.isEmpty() || taken.get().history().equals(user.of(metric))) {
				continue;
			}
			advances.add(new Advance(metric, user, taken.get().history(),
					this.additions.of(metric, taken.get().changes(), placing)));
		}
		return advances;
	}

}
