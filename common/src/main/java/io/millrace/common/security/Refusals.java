package io.millrace.common.security;

import io.millrace.common.problem.Problem;
import io.millrace.common.problem.ProblemException;
import io.millrace.common.security.AccessRule.Denial;
import io.millrace.common.security.key.Scope;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authentication.InsufficientAuthenticationException;
import org.springframework.security.authorization.AuthorizationDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.csrf.CsrfException;
import org.springframework.web.servlet.HandlerExceptionResolver;

/**
 * Tells callers why they are refused, as problem documents and in the words of RFC 6750.
 */
@RequiredArgsConstructor
final class Refusals implements AuthenticationEntryPoint, AccessDeniedHandler {

	private static final String CHALLENGE = "Bearer realm=\"millrace\"";

	private final HandlerExceptionResolver resolver;

	private final @Nullable String signInPath;

	/** 401. */
	@Override
	public void commence(HttpServletRequest request, HttpServletResponse response, AuthenticationException ex) {
		if (ex instanceof InsufficientAuthenticationException && this.signInPath != null && isForAPerson(request)) {
			response.setStatus(HttpServletResponse.SC_SEE_OTHER);
			response.setHeader(HttpHeaders.LOCATION, request.getContextPath() + this.signInPath);
		}
		else if (ex instanceof InsufficientAuthenticationException) {
			response.setHeader(HttpHeaders.WWW_AUTHENTICATE, CHALLENGE);
			answer(request, response, new ProblemException(Problem.UNAUTHORIZED,
					"Send an API key: 'Authorization: Bearer mlr_…' or 'X-API-Key: mlr_…'"));
		}
		else {
			response.setHeader(HttpHeaders.WWW_AUTHENTICATE, CHALLENGE + ", error=\"invalid_token\"");
			answer(request, response, new ProblemException(Problem.UNAUTHORIZED, String.valueOf(ex.getMessage())));
		}
	}

	private static boolean isForAPerson(HttpServletRequest request) {
		String accept = request.getHeader(HttpHeaders.ACCEPT);
		return request.getMethod().equals("GET") && accept != null && accept.contains(MediaType.TEXT_HTML_VALUE);
	}

	/** 403; but who brings nothing at all to an API is told what to bring. */
	@Override
	public void handle(HttpServletRequest request, HttpServletResponse response, AccessDeniedException ex) {
		if (ex instanceof CsrfException && request.getCookies() == null
				&& !request.getRequestURI().equals(request.getContextPath() + this.signInPath)) {
			commence(request, response, new InsufficientAuthenticationException("no credential", ex));
			return;
		}
		String detail = "The request was refused";
		if (ex instanceof AuthorizationDeniedException denied
				&& denied.getAuthorizationResult() instanceof Denial denial) {
			detail = denial.detail();
			response.setHeader(HttpHeaders.WWW_AUTHENTICATE, challenge(denial.needed()));
		}
		else if (ex instanceof CsrfException) {
			detail = "The form is too old, or of another site: load the page again";
		}
		answer(request, response, new ProblemException(Problem.FORBIDDEN, detail));
	}

	private static String challenge(@Nullable Scope needed) {
		String challenge = CHALLENGE + ", error=\"insufficient_scope\"";
		return (needed != null) ? challenge + ", scope=\"" + needed.text() + "\"" : challenge;
	}

	/** The answer that a controller would give. */
	void answer(HttpServletRequest request, HttpServletResponse response, ProblemException problem) {
		this.resolver.resolveException(request, response, null, problem);
	}

}
