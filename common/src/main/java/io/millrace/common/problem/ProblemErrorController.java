package io.millrace.common.problem;

import java.time.Duration;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.RequestMapping;

/**
 * Answers for failures outside Spring MVC: in filters, or when the server itself sends an
 * error.
 */
@Controller
public class ProblemErrorController implements ErrorController {

	@RequestMapping("${spring.web.error.path:${error.path:/error}}")
	ResponseEntity<Object> error(HttpServletRequest request) {
		// Without a status nothing failed: somebody asked for the path itself.
		int status = (request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer code) ? code : 404;
		Problem problem = Problem.of(status);
		String detail = switch (status) {
			// Spring Security's firewall says no more.
			case 400 -> "The request's method, path or headers have something that is not allowed there,"
					+ " such as '//', ';' or '..' in a path";
			case 404 -> "No resource at " + path(request);
			default -> problem.title();
		};
		return ProblemDocument.of(problem, status, detail)
			.toResponse(HttpHeaders.EMPTY, problem.retryable() ? Duration.ofSeconds(1) : null);
	}

	private static String path(HttpServletRequest request) {
		Object original = request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI);
		return (original != null) ? original.toString() : request.getRequestURI();
	}

}
