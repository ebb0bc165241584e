package io.millrace.notification.deliver;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;

/**
 * How a target fares, told once when it changes and not for each delivery. Thread-safe.
 */
@Slf4j
@RequiredArgsConstructor
final class Condition {

	/** A target that takes some and not others must not fill the log. */
	private static final Duration SILENCE = Duration.ofMinutes(1);

	private final String target;

	private final Clock clock;

	private @Nullable Instant failingSince;

	private String reason = "";

	private boolean told;

	private Instant quietUntil = Instant.MIN;

	synchronized void succeeded() {
		if (this.failingSince != null && this.told) {
			log.info("{} takes deliveries again", this.target);
		}
		this.failingSince = null;
	}

	synchronized void failed(String why) {
		this.reason = why;
		if (this.failingSince == null) {
			this.failingSince = this.clock.instant();
			this.told = warn("fails, and is tried again: {}", why);
		}
	}

	/** A delivery was set aside. */
	synchronized void gaveUp(String id, String why, String topic) {
		warn("doesn't get {}: {}", id + ", which goes to " + topic, why);
	}

	/** Whether it is in the log. */
	private boolean warn(String message, Object... details) {
		Instant now = this.clock.instant();
		if (now.isBefore(this.quietUntil)) {
			log.debug(this.target + " " + message, details);
			return false;
		}
		this.quietUntil = now.plus(SILENCE);
		log.warn(this.target + " " + message + " (more is told after a minute, and counted)", details);
		return true;
	}

	/** What is in the way, null if nothing is. */
	synchronized @Nullable String obstacle() {
		return (this.failingSince != null) ? "failing since " + this.failingSince + ": " + this.reason : null;
	}

}
