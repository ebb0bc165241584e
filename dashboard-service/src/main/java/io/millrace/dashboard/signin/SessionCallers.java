package io.millrace.dashboard.signin;

import io.millrace.common.problem.Problem;
import io.millrace.common.problem.ProblemException;
import io.millrace.common.security.Caller;
import io.millrace.common.security.CallerSource;
import io.millrace.common.security.key.ApiKey;
import io.millrace.common.security.key.ApiKeys;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/**
 * Sessions hold nothing but the hash of the key that they began with. So a session ends
 * with its key, and has the scopes that the key has now.
 */
@Component
@RequiredArgsConstructor
class SessionCallers implements CallerSource {

	private static final String KEY_HASH = "keyHash";

	private final ApiKeys keys;

	@Override
	public @Nullable Caller find(HttpServletRequest request) {
		try {
			HttpSession session = request.getSession(false);
			return (session != null && session.getAttribute(KEY_HASH) instanceof String hash)
					? this.keys.valid(hash).map(Caller::withKey).orElse(null) : null;
		}
		catch (DataAccessException ex) {
			throw unavailable();
		}
	}

	@Override
	public String signInPath() {
		return "/sign-in";
	}

	/**
	 * Begins a session, and ends the one that there may have been: an id that somebody
	 * else has put into the browser is worth nothing.
	 */
	void begin(HttpServletRequest request, ApiKey key) {
		try {
			end(request);
			request.getSession(true).setAttribute(KEY_HASH, key.hash());
		}
		catch (DataAccessException ex) {
			throw unavailable();
		}
	}

	void end(HttpServletRequest request) {
		try {
			HttpSession session = request.getSession(false);
			if (session != null) {
				session.invalidate();
			}
		}
		catch (DataAccessException ex) {
			throw unavailable();
		}
	}

	private static ProblemException unavailable() {
		return new ProblemException(Problem.REDIS_UNAVAILABLE, "Sessions can't be read; an API key works all the same");
	}

}
