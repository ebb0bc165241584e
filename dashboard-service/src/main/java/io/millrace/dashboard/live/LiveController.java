package io.millrace.dashboard.live;

import java.util.Set;

import io.millrace.common.problem.UnknownParameters;
import jakarta.servlet.http.HttpServletRequest;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * {@code GET /v1/live}: server-sent events named {@code frame}, see {@link LiveFrame};
 * {@link LiveFeed} says what resuming means.
 */
@RestController
@RequiredArgsConstructor
class LiveController {

	private final LiveFeed feed;

	@GetMapping(path = "/v1/live", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
	ResponseEntity<SseEmitter> live(@RequestHeader(name = "Last-Event-ID", required = false) @Nullable String last,
			HttpServletRequest request) {
		UnknownParameters.reject(request, Set.of());
		// nginx buffers what an upstream sends unless it is told not to.
		return ResponseEntity.ok()
			.cacheControl(CacheControl.noStore())
			.header("X-Accel-Buffering", "no")
			.body(this.feed.open(last).emitter());
	}

}
