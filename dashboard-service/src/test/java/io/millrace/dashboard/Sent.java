package io.millrace.dashboard;

import java.time.Duration;
import java.time.Instant;

/**
 * An event that a test sends.
 *
 * @param id its id
 * @param type its type
 * @param user its subject
 * @param time event time
 */
public record Sent(String id, String type, String user, Instant time) {

	public String json() {
		return """
				{"specversion":"1.0","id":"%s","source":"/test","type":"%s","subject":"%s","time":"%s","data":{"n":1}}"""
			.formatted(this.id, this.type, this.user, this.time);
	}

	boolean isLaterThan(Duration kept, Instant now) {
		return Duration.between(this.time, now).compareTo(kept) > 0;
	}

}
