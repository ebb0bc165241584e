package io.millrace.sink;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How records get from Kafka into Redis.
 *
 * @param duplicateWindow how many offsets of a partition back a client's retry is
 * recognised by its identity; 0 recognises none. Read again from the log after each
 * assignment, at some 300,000 records a second, and kept in memory at 50 to 100 bytes an
 * entry for each partition and consumer group. Too low and late retries count twice; too
 * high and an assignment takes long. Default 500,000.
 * @param commitInterval how often the position is told to Kafka, for lag tools only, and
 * the lag is measured. Default 1 s.
 * @param checkInterval how often an owner compares its fence and its generation with what
 * is stored. Too high and an emptied Redis is noticed late; each check is two reads a
 * partition. Default 1 s.
 */
@ConfigurationProperties("millrace.sink")
public record SinkProperties(@DefaultValue("500000") long duplicateWindow, @DefaultValue("1s") Duration commitInterval,
		@DefaultValue("1s") Duration checkInterval) {

	public SinkProperties {
		if (duplicateWindow < 0) {
			throw new IllegalArgumentException(
					"millrace.sink.duplicate-window can't be negative, but is " + duplicateWindow);
		}
	}

}
