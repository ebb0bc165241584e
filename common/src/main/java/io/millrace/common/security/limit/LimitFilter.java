package io.millrace.common.security.limit;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

import io.millrace.common.problem.Problem;
import io.millrace.common.problem.ProblemException;
import io.millrace.common.security.key.ApiKey;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import lombok.RequiredArgsConstructor;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.HandlerExceptionResolver;

/**
 * Answers 429 to keys that have used up their budget. After authorization: a request that
 * is refused anyway costs its key nothing.
 */
@RequiredArgsConstructor
public final class LimitFilter extends OncePerRequestFilter {

	private final KeyLimits limits;

	private final Function<HttpServletRequest, Optional<ApiKey>> keys;

	private final HandlerExceptionResolver resolver;

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		Optional<ApiKey> key = this.keys.apply(request);
		if (key.isEmpty()) {
			chain.doFilter(request, response);
			return;
		}
		Budget budget = this.limits.budget(key.get());
		Optional<Duration> wait = budget.takeRequest();
		if (wait.isPresent()) {
			this.resolver.resolveException(request, response, null, new ProblemException(Problem.TOO_MANY_REQUESTS,
					"The key '" + key.get().name() + "' has used up what it may on this node", wait.get()));
			return;
		}
		long announced = request.getContentLengthLong();
		budget.takeBytes(announced);
		chain.doFilter((announced < 0) ? new MeteredRequest(request, budget::takeBytes) : request, response);
	}

}
