package io.millrace.notification.live;

import java.time.Clock;
import java.time.Duration;

import io.millrace.common.problem.Problem;
import io.millrace.common.problem.ProblemException;
import io.millrace.common.security.Caller;
import io.millrace.notification.inbox.Parameters;
import jakarta.servlet.http.HttpServletRequest;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * {@code GET /v1/notifications/stream}: server-sent events, see {@link StreamEvents}.
 */
@RestController
@RequiredArgsConstructor
final class StreamController {

	private static final String LAST_EVENT_ID = "Last-Event-ID";

	/** A position that nobody ever was at. */
	private static final StreamPosition UNKNOWN = new StreamPosition("", 0);

	private final LiveInboxes inboxes;

	private final Clock clock;

	@GetMapping(path = "/v1/notifications/stream", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
	ResponseEntity<SseEmitter> stream(HttpServletRequest request) {
		Parameters parameters = Parameters.of(request, "since");
		String user = parameters.user();
		StreamPosition position = position(parameters.value("since"), request.getHeader(LAST_EVENT_ID));
		// nginx buffers what an upstream sends unless it is told not to.
		return ResponseEntity.ok()
			.cacheControl(CacheControl.noStore())
			.header("X-Accel-Buffering", "no")
			.body(this.inboxes.open(user, position, lifetime(request)).emitter());
	}

	/** No longer than the token by which it was opened. */
	private @Nullable Duration lifetime(HttpServletRequest request) {
		return Caller.of(request)
			.map(Caller::until)
			.map((until) -> Duration.between(this.clock.instant(), until))
			.orElse(null);
	}

	/**
	 * From where to go on. A browser repeats what it was sent and can't be told that it
	 * is wrong; a parameter somebody has written.
	 */
	private static @Nullable StreamPosition position(@Nullable String since, @Nullable String lastEventId) {
		if (lastEventId != null && !lastEventId.isEmpty()) {
			return StreamPosition.parse(lastEventId).orElse(UNKNOWN);
		}
		if (since == null) {
			return null;
		}
		return StreamPosition.parse(since)
			.orElseThrow(() -> new ProblemException(Problem.INVALID_PARAMETER,
					"'since' is epoch:revision, as an answer or an event's id gave them"));
	}

}
