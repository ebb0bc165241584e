package io.millrace.notification.action;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Set;

import io.millrace.common.problem.Problem;
import io.millrace.common.problem.ProblemException;
import jakarta.servlet.http.HttpServletRequest;

/**
 * Until when a notification is snoozed.
 *
 * @param until when it comes back
 */
record SnoozeRequest(Instant until) {

	private static final Duration LONGEST = Duration.ofDays(366);

	/**
	 * @throws ProblemException 400, 413 or 415 if the body names no such time; 422 if it
	 * has passed or is more than a year away
	 */
	static SnoozeRequest read(HttpServletRequest request, Instant now) {
		String text = ActionBody.read(request, Set.of("until"))
			.map((body) -> ActionBody.text(body, "until"))
			.orElseThrow(() -> new ProblemException(Problem.BAD_REQUEST,
					"The body must say until when, such as {\"until\":\"" + now.plus(Duration.ofHours(1)) + "\"}"));
		Instant until = time(text);
		if (!until.isAfter(now) || until.isAfter(now.plus(LONGEST))) {
			throw new ProblemException(Problem.UNPROCESSABLE,
					"'until' must lie in the future, by a year at most; it is " + now + " now");
		}
		return new SnoozeRequest(until);
	}

	private static Instant time(String text) {
		try {
			return OffsetDateTime.parse(text).toInstant();
		}
		catch (DateTimeException ex) {
			throw new ProblemException(Problem.BAD_REQUEST,
					"'until' must be a time as RFC 3339 has it, such as 2026-11-30T09:00:00Z");
		}
	}

}
