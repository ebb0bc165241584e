package io.millrace.common.security;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * Knows a caller by something that a browser sends by itself, i.e. a session. It is asked
 * about requests that bring neither a key nor a token. Where there is one, requests that
 * change something and bring neither need a CSRF token.
 */
public interface CallerSource {

	/**
	 * Who calls, null if that isn't known.
	 */
	@Nullable Caller find(HttpServletRequest request);

	/**
	 * Where a person can sign in: a path that begins with a slash.
	 */
	String signInPath();

}
