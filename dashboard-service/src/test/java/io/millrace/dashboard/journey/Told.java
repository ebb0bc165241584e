package io.millrace.dashboard.journey;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.millrace.common.event.Event;
import io.millrace.common.event.EventCodec;
import io.millrace.dashboard.match.ReadEvent;

/**
 * What a journey counts when it is told events of one user.
 */
final class Told {

	private static final EventCodec CODEC = new EventCodec();

	private final Journey journey;

	private final List<Journey.Change> changes = new ArrayList<>();

	private History history = History.EMPTY;

	Told(Journey journey) {
		this.journey = journey;
	}

	/** An event that comes when it happens. */
	void event(String type, Instant time) {
		event(type, time, time);
	}

	void event(String type, Instant time, Instant appended) {
		if (!this.journey.matches(type)) {
			return;
		}
		Event event = new Event("id", "/test", type, "ann", time, new byte[0]);
		Optional<Journey.Taken> taken = this.journey.take(new ReadEvent(event, CODEC), this.history, appended);
		taken.ifPresent((one) -> {
			// As it comes back from Redis.
			this.history = History.of(one.history().toBytes());
			this.changes.addAll(one.changes());
		});
	}

	History history() {
		return this.history;
	}

	/** By time and group what all changes come to; without what comes to nothing. */
	Map<String, Long> sums() {
		Map<String, Long> sums = new HashMap<>();
		this.changes.forEach((change) -> sums.merge(change.time() + " " + change.group(),
				(change.value().number() != null) ? change.value().number().longValueExact() : 1L, Long::sum));
		sums.values().removeIf((sum) -> sum == 0);
		return sums;
	}

}
