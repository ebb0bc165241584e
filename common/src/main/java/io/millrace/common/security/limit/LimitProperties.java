package io.millrace.common.security.limit;

import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What each key may use on each node, unless the key says otherwise.
 *
 * @param requestsPerSecond requests a second, as many at once; 0 is no limit. Default 0.
 * Too low answers honest bursts with 429
 * @param bytesPerSecond bytes of bodies a second, 0B is no limit. A body that is larger
 * than what is left is taken, and the next one waits. Default 0B
 */
public record LimitProperties(@DefaultValue("0") long requestsPerSecond, @DefaultValue("0B") DataSize bytesPerSecond) {

	public LimitProperties {
		if (requestsPerSecond < 0 || bytesPerSecond.isNegative()) {
			throw new IllegalArgumentException("millrace.security.limits must not be negative");
		}
	}

}
