package io.millrace.common.rebuild;

import java.net.URI;
import java.util.Set;
import java.util.function.Supplier;

import io.millrace.common.problem.Problem;
import io.millrace.common.problem.ProblemException;
import io.millrace.common.problem.UnknownParameters;
import jakarta.servlet.http.HttpServletRequest;
import lombok.extern.slf4j.Slf4j;

import org.springframework.dao.DataAccessException;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;

/**
 * Rebuilds over REST; a service's controller gives the path. Whoever owns the partitions
 * does the work; this only asks and tells.
 *
 * @param <S> how a rebuild is told of
 */
@Slf4j
public abstract class RebuildEndpoints<S> {

	private final String path;

	private final String what;

	private final Rebuilds<S> rebuilds;

	/**
	 * @param path the controller's
	 * @param what is rebuilt, in the plural
	 */
	protected RebuildEndpoints(String path, String what, Rebuilds<S> rebuilds) {
		this.path = path;
		this.what = what;
		this.rebuilds = rebuilds;
	}

	/** Asks for one. */
	@PostMapping
	public ResponseEntity<S> start(HttpServletRequest request) {
		UnknownParameters.reject(request, Set.of());
		Rebuilds.Asked asked = guarded(this.rebuilds::start);
		if (asked.started()) {
			log.info("The {} are being rebuilt into generation {}", this.what, asked.id());
			return ResponseEntity.accepted()
				.location(URI.create(this.path + "/" + asked.id()))
				.body(status(asked.id()));
		}
		if (asked.id().isEmpty()) {
			throw new ProblemException(Problem.FILLING, "The " + this.what + " are being built from the log as it is");
		}
		throw new ProblemException(Problem.CONFLICT, "Rebuild " + asked.id()
				+ " is running; wait for it, or give it up with DELETE " + this.path + "/" + asked.id());
	}

	/** Tells of one. */
	@GetMapping("/{id}")
	public S one(@PathVariable String id, HttpServletRequest request) {
		UnknownParameters.reject(request, Set.of());
		return status(id);
	}

	/** Gives it up; one that has ended stays as it is. */
	@DeleteMapping("/{id}")
	public S cancel(@PathVariable String id, HttpServletRequest request) {
		UnknownParameters.reject(request, Set.of());
		status(id);
		if (guarded(() -> this.rebuilds.cancel(id))) {
			log.info("The rebuilding of {} into generation {} is given up", this.what, id);
		}
		return status(id);
	}

	private S status(String id) {
		return guarded(() -> this.rebuilds.status(id))
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
