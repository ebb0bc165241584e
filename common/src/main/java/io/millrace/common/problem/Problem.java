package io.millrace.common.problem;

import java.util.Locale;

import org.springframework.http.HttpStatus;

/**
 * Every kind of failure that a caller can be told of. The kind's URI, not its text, is
 * what programs compare.
 */
public enum Problem {

	BAD_REQUEST("Bad request", HttpStatus.BAD_REQUEST, false),

	MALFORMED_BODY("The body can't be read", HttpStatus.BAD_REQUEST, false),

	TOO_MANY_EVENTS("Too many events in one body", HttpStatus.CONTENT_TOO_LARGE, false),

	INVALID_PARAMETER("A parameter's value is not valid", HttpStatus.BAD_REQUEST, false),

	MISSING_PARAMETER("A required parameter is missing", HttpStatus.BAD_REQUEST, false),

	UNKNOWN_PARAMETER("There is no such parameter", HttpStatus.BAD_REQUEST, false),

	INVALID_CURSOR("The cursor is not one of this service's", HttpStatus.BAD_REQUEST, false),

	TOO_MANY_POINTS("The range has too many points at this step", HttpStatus.BAD_REQUEST, false),

	UNAUTHORIZED("Who calls is not known", HttpStatus.UNAUTHORIZED, false),

	FORBIDDEN("The caller may not do this", HttpStatus.FORBIDDEN, false),

	NOT_FOUND("There is nothing here", HttpStatus.NOT_FOUND, false),

	METHOD_NOT_ALLOWED("Not with this method", HttpStatus.METHOD_NOT_ALLOWED, false),

	NOT_ACCEPTABLE("None of the accepted media types can be produced", HttpStatus.NOT_ACCEPTABLE, false),

	CONFLICT("The present state does not allow this", HttpStatus.CONFLICT, false),

	CURSOR_EXPIRED("The cursor's epoch has ended", HttpStatus.GONE, false),

	BODY_TOO_LARGE("The body is too large", HttpStatus.CONTENT_TOO_LARGE, false),

	UNSUPPORTED_MEDIA_TYPE("The body's media type is not supported", HttpStatus.UNSUPPORTED_MEDIA_TYPE, false),

	UNPROCESSABLE("The content is well-formed but can't be accepted", HttpStatus.UNPROCESSABLE_CONTENT, false),

	TOO_MANY_REQUESTS("Too many requests", HttpStatus.TOO_MANY_REQUESTS, true),

	INTERNAL_ERROR("Something failed here that should not", HttpStatus.INTERNAL_SERVER_ERROR, false),

	OVERLOADED("More comes in than can be taken at the moment", HttpStatus.SERVICE_UNAVAILABLE, true),

	UNAVAILABLE("Not ready to answer", HttpStatus.SERVICE_UNAVAILABLE, true),

	KAFKA_UNAVAILABLE("Kafka can't be reached", HttpStatus.SERVICE_UNAVAILABLE, true),

	REDIS_UNAVAILABLE("Redis can't be reached", HttpStatus.SERVICE_UNAVAILABLE, true),

	NOT_CACHED("There is no cached answer", HttpStatus.GATEWAY_TIMEOUT, false),

	FILLING("The answer is being rebuilt from the log", HttpStatus.SERVICE_UNAVAILABLE, true);

	private static final String BASE = "https://millrace.dev/problems/";

	private final String title;

	private final HttpStatus status;

	private final boolean retryable;

	Problem(String title, HttpStatus status, boolean retryable) {
		this.title = title;
		this.status = status;
		this.retryable = retryable;
	}

	/**
	 * The URI that identifies this kind of failure, e.g.
	 * {@code https://millrace.dev/problems/invalid-cursor}.
	 */
	public String type() {
		return BASE + name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	public String title() {
		return this.title;
	}

	public HttpStatus status() {
		return this.status;
	}

	/**
	 * Whether the same request can succeed later without being changed.
	 */
	public boolean retryable() {
		return this.retryable;
	}

	/**
	 * The kind that stands for a status which some other part, Spring or the server,
	 * decided on.
	 */
	static Problem of(int status) {
		return switch (status) {
			case 401 -> UNAUTHORIZED;
			case 403 -> FORBIDDEN;
			case 404 -> NOT_FOUND;
			case 405 -> METHOD_NOT_ALLOWED;
			case 406 -> NOT_ACCEPTABLE;
			case 409 -> CONFLICT;
			case 413 -> BODY_TOO_LARGE;
			case 415 -> UNSUPPORTED_MEDIA_TYPE;
			case 422 -> UNPROCESSABLE;
			case 429 -> TOO_MANY_REQUESTS;
			case 503 -> UNAVAILABLE;
			default -> (status >= 400 && status < 500) ? BAD_REQUEST : INTERNAL_ERROR;
		};
	}

}
