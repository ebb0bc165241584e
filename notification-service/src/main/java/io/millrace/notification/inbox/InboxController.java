package io.millrace.notification.inbox;

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

	private final InboxStore inboxes;

	@GetMapping
	Page list(HttpServletRequest request) {
		Parameters parameters = Parameters.of(request, "limit", "before", "after", "state", "category");
		return this.inboxes.page(parameters.user(), PageRequest.of(parameters));
	}

	@GetMapping("/count")
	Badge count(HttpServletRequest request) {
		return this.inboxes.badge(Parameters.of(request).user());
	}

	@GetMapping("/{id}")
	Item one(@PathVariable String id, HttpServletRequest request) {
		return this.inboxes.look(Parameters.of(request).user(), id)
			.item()
			.orElseThrow(() -> new ProblemException(Problem.NOT_FOUND, "This user has no such notification"));
	}

}
