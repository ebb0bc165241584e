package io.millrace.common.problem;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import jakarta.servlet.http.HttpServletRequest;

/**
 * A parameter that nobody reads is mostly a misspelt one, and an answer that ignores it
 * is wrong without a sign.
 */
public final class UnknownParameters {

	private UnknownParameters() {
	}

	/**
	 * Looks at the query only; the body is left alone.
	 * @throws ProblemException 400 {@code unknown-parameter} with all unknown names, if
	 * there are any
	 */
	public static void reject(HttpServletRequest request, Set<String> known) {
		String query = request.getQueryString();
		if (query == null || query.isEmpty()) {
			return;
		}
		List<String> unknown = Arrays.stream(query.split("&"))
			.filter((parameter) -> !parameter.isEmpty())
			.map(UnknownParameters::name)
			.filter((name) -> !known.contains(name))
			.distinct()
			.toList();
		if (!unknown.isEmpty()) {
			throw new ProblemException(Problem.UNKNOWN_PARAMETER,
					known.isEmpty() ? "There are no parameters here"
							: "Known parameters: " + String.join(", ", new TreeSet<>(known)),
					unknown.stream().map((name) -> new ProblemError(name, "There is no such parameter")).toList());
		}
	}

	private static String name(String parameter) {
		int end = parameter.indexOf('=');
		try {
			return URLDecoder.decode((end < 0) ? parameter : parameter.substring(0, end), StandardCharsets.UTF_8);
		}
		catch (IllegalArgumentException ex) {
			throw new ProblemException(Problem.INVALID_PARAMETER, "The query is not percent-encoded correctly");
		}
	}

}
