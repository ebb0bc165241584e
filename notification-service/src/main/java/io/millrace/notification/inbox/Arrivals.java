package io.millrace.notification.inbox;

import java.time.Duration;

/**
 * What comes into an inbox when somebody looks at it.
 */
public interface Arrivals {

	/**
	 * Brings what is due; costs nothing where nothing is.
	 * @param wait how long to wait until it has taken effect
	 */
	void bring(String user, Duration wait);

	/**
	 * Has something run whenever something may be due for anybody.
	 */
	void listen(Runnable listener);

}
