package io.millrace.dashboard.query;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.annotation.JsonValue;
import io.millrace.common.problem.Problem;
import io.millrace.common.problem.ProblemException;

/**
 * An event that the answer must include: written {@code user-events-3:1042}, as ingest
 * answered topic, partition and offset.
 *
 * @param topic its topic
 * @param partition its partition
 * @param offset its offset
 */
public record MinOffset(String topic, int partition, long offset) {

	private static final Pattern FORM = Pattern.compile("([a-zA-Z0-9._-]+)-(\\d{1,9}):(\\d{1,18})");

	/**
	 * @throws ProblemException 400 if it is anything else
	 */
	static MinOffset parse(String text) {
		Matcher matcher = FORM.matcher(text);
		if (!matcher.matches()) {
			throw new ProblemException(Problem.INVALID_PARAMETER,
					"'minOffset' is <topic>-<partition>:<offset>, such as user-events-3:1042");
		}
		return new MinOffset(matcher.group(1), Integer.parseInt(matcher.group(2)), Long.parseLong(matcher.group(3)));
	}

	@JsonValue
	@Override
	public String toString() {
		return this.topic + "-" + this.partition + ":" + this.offset;
	}

}
