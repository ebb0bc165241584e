package io.millrace.common.security;

import java.io.IOException;
import java.util.Collections;
import java.util.List;

import io.millrace.common.problem.ProblemException;
import io.millrace.common.security.key.ApiKey;
import io.millrace.common.security.key.ApiKeys;
import io.millrace.common.security.user.UserTokens;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.authentication.preauth.PreAuthenticatedAuthenticationToken;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Finds out who calls. A request has one credential at most: with two that disagree it
 * would depend on the code which one counts.
 */
@RequiredArgsConstructor
final class CallerFilter extends OncePerRequestFilter {

	static final String KEY_HEADER = "X-API-Key";

	private static final String BEARER = "Bearer ";

	private final ApiKeys keys;

	private final @Nullable UserTokens tokens;

	private final @Nullable CallerSource sessions;

	private final Refusals refusals;

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		try {
			Caller caller = identify(request);
			if (caller != null) {
				SecurityContext context = SecurityContextHolder.createEmptyContext();
				context.setAuthentication(new PreAuthenticatedAuthenticationToken(caller, null, List.of()));
				SecurityContextHolder.setContext(context);
			}
		}
		catch (AuthenticationException ex) {
			this.refusals.commence(request, response, ex);
			return;
		}
		catch (ProblemException ex) {
			this.refusals.answer(request, response, ex);
			return;
		}
		chain.doFilter(request, response);
	}

	private @Nullable Caller identify(HttpServletRequest request) {
		List<String> authorizations = Collections.list(request.getHeaders(HttpHeaders.AUTHORIZATION));
		List<String> presented = Collections.list(request.getHeaders(KEY_HEADER));
		if (authorizations.size() + presented.size() > 1) {
			throw new BadCredentialsException("The request has more than one credential");
		}
		if (!presented.isEmpty()) {
			return Caller.withKey(this.keys.require(presented.getFirst().strip()));
		}
		if (!authorizations.isEmpty()) {
			return bearer(authorizations.getFirst());
		}
		return (this.sessions != null) ? this.sessions.find(request) : null;
	}

	/** Whether a browser could have sent this without being told to by our own page. */
	static boolean hasNoHeader(HttpServletRequest request) {
		return request.getHeader(HttpHeaders.AUTHORIZATION) == null && request.getHeader(KEY_HEADER) == null;
	}

	private Caller bearer(String authorization) {
		if (!authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
			throw new BadCredentialsException("'Authorization' must be 'Bearer' and a key or token");
		}
		String credential = authorization.substring(BEARER.length()).strip();
		if (this.tokens == null || credential.startsWith(ApiKey.PREFIX)) {
			return Caller.withKey(this.keys.require(credential));
		}
		return Caller.endUser(this.tokens.verify(credential));
	}

}
