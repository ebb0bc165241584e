package io.millrace.common.problem;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;

/**
 * Answers for requests that Tomcat refuses before any application sees them, e.g. an
 * encoded slash in the path. Public, as Tomcat makes it by its name.
 */
public class ProblemReportValve extends ErrorReportValve {

	@Override
	protected void report(Request request, Response response, @Nullable Throwable throwable) {
		int status = response.getStatus();
		if (status < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
			return;
		}
		Problem problem = Problem.of(status);
		// All of it is our own text: nothing needs escaping.
		String json = """
				{"type":"%s","title":"%s","status":%d,"detail":"%s","retryable":%b,"errors":[]}""".formatted(
				problem.type(), problem.title(), status,
				"The server refused the request before reading it: its line, path or headers"
						+ " are not valid HTTP or not allowed",
				problem.retryable());
		try {
			response.setContentType("application/problem+json");
			response.setCharacterEncoding(StandardCharsets.UTF_8.name());
			response.getOutputStream().write(json.getBytes(StandardCharsets.UTF_8));
			response.finishResponse();
		}
		catch (IOException | IllegalStateException ex) {
			// The caller is gone, or something was written: there is nobody left to tell.
			container.getLogger().debug("No error report was sent", ex);
		}
	}

}
