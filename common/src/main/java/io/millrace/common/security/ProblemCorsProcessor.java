package io.millrace.common.security;

import java.io.IOException;

import io.millrace.common.problem.Problem;
import io.millrace.common.problem.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.DefaultCorsProcessor;
import org.springframework.web.servlet.HandlerExceptionResolver;

/**
 * Refuses pages of other origins with a problem document, as all others are refused;
 * Spring itself would answer in plain text.
 */
@RequiredArgsConstructor
final class ProblemCorsProcessor extends DefaultCorsProcessor {

	private final HandlerExceptionResolver resolver;

	@Override
	public boolean processRequest(@Nullable CorsConfiguration configuration, HttpServletRequest request,
			HttpServletResponse response) throws IOException {
		boolean allowed = super.processRequest(configuration, request, response);
		if (!allowed) {
			boolean known = configuration != null
					&& checkOrigin(configuration, request.getHeader(HttpHeaders.ORIGIN)) != null;
			this.resolver.resolveException(request, response, null,
					new ProblemException(Problem.FORBIDDEN,
							known ? "Pages of other origins may not call with this method or these headers"
									: "Pages of this origin may not call: allowed-origins doesn't name it"));
		}
		return allowed;
	}

	@Override
	protected void rejectRequest(ServerHttpResponse response) {
		// Answered above, where the request is at hand.
	}

}
