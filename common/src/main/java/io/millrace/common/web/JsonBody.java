package io.millrace.common.web;

import java.io.IOException;
import java.io.UncheckedIOException;

import io.millrace.common.problem.Problem;
import io.millrace.common.problem.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;

/**
 * Reads bodies that are small and JSON.
 */
public final class JsonBody {

	private JsonBody() {
	}

	/**
	 * Reads a body, which is not parsed.
	 * @return empty if there is none
	 * @throws ProblemException 413 if it is longer, 415 if it isn't said to be JSON
	 */
	public static byte[] read(HttpServletRequest request, int maxBytes) {
		try {
			byte[] body = request.getInputStream().readNBytes(maxBytes + 1);
			if (body.length > maxBytes) {
				throw new ProblemException(Problem.BODY_TOO_LARGE, "The body has at most " + maxBytes + " bytes");
			}
			if (body.length > 0 || request.getContentLengthLong() > 0) {
				requireJson(request.getContentType());
			}
			return body;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static void requireJson(@Nullable String contentType) {
		try {
			if (contentType == null || !MediaType.APPLICATION_JSON.includes(MediaType.parseMediaType(contentType))) {
				throw new ProblemException(Problem.UNSUPPORTED_MEDIA_TYPE, "The body must be application/json");
			}
		}
		catch (InvalidMediaTypeException ex) {
			throw new ProblemException(Problem.UNSUPPORTED_MEDIA_TYPE, "The body must be application/json");
		}
	}

}
