package io.millrace.notification.rule;

import java.util.List;
import java.util.Set;

import io.millrace.common.problem.UnknownParameters;
import jakarta.servlet.http.HttpServletRequest;
import lombok.RequiredArgsConstructor;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequiredArgsConstructor
final class RuleController {

	private final Rules rules;

	@GetMapping("/v1/rules")
	Answer list(HttpServletRequest request) {
		UnknownParameters.reject(request, Set.of());
		return new Answer(this.rules.configured());
	}

	record Answer(List<Rule> rules) {
	}

}
