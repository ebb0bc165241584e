package io.millrace.notification.rebuild;

import java.net.URI;
import java.time.Clock;
import java.util.Set;
import java.util.function.Supplier;

import io.millrace.common.problem.Problem;
import io.millrace.common.problem.ProblemException;
import io.millrace.common.problem.UnknownParameters;
import io.millrace.sink.rebuild.RebuildStatus;
import io.millrace.sink.rebuild.RebuildStore;
import jakarta.servlet.http.HttpServletRequest;
import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;

import org.springframework.dao.DataAccessException;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Rebuilds over REST. Whoever owns the partitions does the work; this only asks and
 * tells.
 */
@Slf4j
@RestController
@RequestMapping("/v1/inbox-rebuilds")
@RequiredArgsConstructor
final class RebuildController {

	private final RebuildStore rebuilds;

	private final Clock clock;

	@PostMapping
	ResponseEntity<RebuildStatus> start(HttpServletRequest request) {
		UnknownParameters.reject(request, Set.of());
		RebuildStore.Start start = guarded(this.rebuilds::start);
		return switch (start.outcome()) {
			case STARTED -> {
				log.info("Inboxes are being rebuilt into epoch {}", start.id());
				yield ResponseEntity.accepted()
					.location(URI.create("/v1/inbox-rebuilds/" + start.id()))
					.body(status(start.id()));
			}
			case RUNNING -> throw new ProblemException(Problem.CONFLICT, "Rebuild " + start.id()
					+ " is running; wait for it, or give it up with DELETE /v1/inbox-rebuilds/" + start.id());
			case FILLING ->
				throw new ProblemException(Problem.FILLING, "The inboxes are being built from the log as it is");
		};
	}

	@GetMapping("/{id}")
	RebuildStatus one(@PathVariable String id, HttpServletRequest request) {
		UnknownParameters.reject(request, Set.of());
		return status(id);
	}

	/** Gives it up; one that has ended stays as it is. */
	@DeleteMapping("/{id}")
	RebuildStatus cancel(@PathVariable String id, HttpServletRequest request) {
		UnknownParameters.reject(request, Set.of());
		status(id);
		if (guarded(() -> this.rebuilds.cancel(id))) {
			log.info("The rebuilding of inboxes into epoch {} is given up", id);
		}
		return status(id);
	}

	private RebuildStatus status(String id) {
		return guarded(() -> this.rebuilds.find(id)).map((rebuild) -> RebuildStatus.of(rebuild, this.clock.instant()))
			.orElseThrow(() -> new ProblemException(Problem.NOT_FOUND, "No such rebuild is remembered"));
	}

	private static <T> T guarded(Supplier<T> call) {
		try {
			return call.get();
		}
		catch (DataAccessException ex) {
			throw new ProblemException(Problem.REDIS_UNAVAILABLE,
					"Redis doesn't answer; nothing can be said of rebuilds");
		}
	}

}
