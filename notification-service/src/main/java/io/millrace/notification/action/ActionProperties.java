package io.millrace.notification.action;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How users' actions are answered.
 *
 * @param maxWait how long an action waits until it has taken effect, 0 to 10 s. Default
 * 1s; after that the answer is 202. Too low and clients often see 202, too high and they
 * hang while Redis is away
 */
@ConfigurationProperties("millrace.notification.actions")
public record ActionProperties(@DefaultValue("1s") Duration maxWait) {

	private static final Duration LONGEST = Duration.ofSeconds(10);

	public ActionProperties {
		if (maxWait.isNegative() || maxWait.compareTo(LONGEST) > 0) {
			throw new IllegalArgumentException("millrace.notification.actions.max-wait is 0 to 10 s, not " + maxWait);
		}
	}

}
