package io.millrace.notification.inbox;

import java.time.Duration;

import io.millrace.common.problem.Problem;
import io.millrace.common.problem.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import lombok.RequiredArgsConstructor;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/v1/notifications")
@RequiredArgsConstructor
final class InboxController {

	private static final Duration PATIENCE = Duration.ofSeconds(1);

	private final InboxStore inboxes;

	private final Arrivals arrivals;

	@GetMapping
	Page list(HttpServletRequest request) {
		Parameters parameters = Parameters.of(request, "limit", "before", "after", "state", "category");
		String user = parameters.user();
		PageRequest page = PageRequest.of(parameters);
		this.arrivals.bring(user, PATIENCE);
		return this.inboxes.page(user, page);
	}

	@GetMapping("/count")
	Badge count(HttpServletRequest request) {
		String user = Parameters.of(request).user();
		this.arrivals.bring(user, PATIENCE);
		return this.inboxes.badge(user);
	}

	@GetMapping("/{id}")
	Item one(@PathVariable String id, HttpServletRequest request) {
		return this.inboxes.look(Parameters.of(request).user(), id)
			.item()
			.orElseThrow(() -> new ProblemException(Problem.NOT_FOUND, "This user has no such notification"));
	}

}
