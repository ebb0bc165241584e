package io.millrace.notification.inbox;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

import io.millrace.common.problem.Problem;
import io.millrace.common.problem.ProblemException;
import io.millrace.common.problem.UnknownParameters;
import io.millrace.common.security.Caller;
import io.millrace.notification.log.Category;
import io.millrace.notification.log.UserId;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a request about one user. Nothing is ignored and nothing joined: an
 * unknown parameter and one that is there twice are both refused.
 */
public final class Parameters {

	private static final String USER = "user";

	private final HttpServletRequest request;

	private Parameters(HttpServletRequest request) {
		this.request = request;
	}

	/**
	 * @param others the parameters that there may be beside {@code user}
	 * @throws ProblemException 400 if there are others
	 */
	public static Parameters of(HttpServletRequest request, String... others) {
		Set<String> known = new HashSet<>(Arrays.asList(others));
		known.add(USER);
		UnknownParameters.reject(request, known);
		return new Parameters(request);
	}

	/**
	 * Whose inbox is meant: an end user's own, where nobody is named.
	 * @throws ProblemException 400 if nobody is named, or what can't be a user's id
	 */
	public String user() {
		String named = value(USER);
		String user = (named != null) ? named : Caller.of(this.request).map(Caller::user).orElse(null);
		if (user == null) {
			throw new ProblemException(Problem.MISSING_PARAMETER, "'user' is missing");
		}
		String fault = UserId.fault(user);
		if (fault != null) {
			throw new ProblemException(Problem.INVALID_PARAMETER, "'user' " + fault);
		}
		return user;
	}

	/**
	 * Which category is meant, null if none is named.
	 * @throws ProblemException 400 if what is named can't be one
	 */
	@Nullable String category() {
		String category = value("category");
		if (category != null && !Category.isPossible(category)) {
			throw new ProblemException(Problem.INVALID_PARAMETER, "'category' " + Category.RULE);
		}
		return category;
	}

	/**
	 * A parameter's value, null if it isn't there.
	 * @throws ProblemException 400 if it is there more than once, or isn't UTF-8
	 */
	public @Nullable String value(String name) {
		String[] values = values(name);
		if (values == null) {
			return null;
		}
		if (values.length > 1) {
			throw new ProblemException(Problem.INVALID_PARAMETER, "'" + name + "' is there more than once");
		}
		return values[0];
	}

	private String @Nullable [] values(String name) {
		try {
			return this.request.getParameterValues(name);
		}
		catch (IllegalStateException ex) {
			// Tomcat's way to say that it can't decode the query.
			throw new ProblemException(Problem.INVALID_PARAMETER, "The query is not UTF-8, percent-encoded");
		}
	}

}
