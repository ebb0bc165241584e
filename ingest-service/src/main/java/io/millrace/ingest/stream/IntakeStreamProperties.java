package io.millrace.ingest.stream;

import io.millrace.common.event.body.EventDefaults;
import java.time.Instant;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Events that come in through a Redis Stream.
 *
 * @param key the stream; entries have the event as JSON in a field named event. Default
 * millrace:intake. What can't be taken goes to the key with :rejected behind it
 * @param source the source of events that name none, a URI reference. Default
 * /millrace/intake
 * @param maxRejected how many rejected entries are kept, about. Default 10000, at least
 * 1. Too low forgets faults before somebody looks, too high costs Redis memory
 */
@ConfigurationProperties("millrace.ingest.stream")
public record IntakeStreamProperties(@DefaultValue("millrace:intake") String key,
		@DefaultValue("/millrace/intake") String source, @DefaultValue("10000") int maxRejected) {

	public IntakeStreamProperties {
		if (key.isBlank() || maxRejected < 1) {
			throw new IllegalArgumentException(
					"millrace.ingest.stream.key must not be blank, max-rejected must be at least 1");
		}
		// Made for its checks.
		source = new EventDefaults(source, Instant.EPOCH).source();
	}

	String rejectedKey() {
		return this.key + ":rejected";
	}

	String ownerKey() {
		return this.key + ":owner";
	}

}
