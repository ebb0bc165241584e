package io.millrace.notification.rebuild;

import java.time.Clock;
import java.util.Optional;

import io.millrace.common.rebuild.RebuildEndpoints;
import io.millrace.common.rebuild.Rebuilds;
import io.millrace.sink.rebuild.RebuildStatus;
import io.millrace.sink.rebuild.RebuildStore;

import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Rebuilds of all inboxes.
 */
@RestController
@RequestMapping(RebuildController.PATH)
final class RebuildController extends RebuildEndpoints<RebuildStatus> {

	static final String PATH = "/v1/inbox-rebuilds";

	RebuildController(RebuildStore rebuilds, Clock clock) {
		super(PATH, "inboxes", new Stored(rebuilds, clock));
	}

	private record Stored(RebuildStore store, Clock clock) implements Rebuilds<RebuildStatus> {

		@Override
		public Asked start() {
			RebuildStore.Start start = this.store.start();
			return new Asked(start.outcome() == RebuildStore.Outcome.STARTED, start.id());
		}

		@Override
		public Optional<RebuildStatus> status(String id) {
			return this.store.find(id).map((rebuild) -> RebuildStatus.of(rebuild, this.clock.instant()));
		}

		@Override
		public boolean cancel(String id) {
			return this.store.cancel(id);
		}

	}

}
