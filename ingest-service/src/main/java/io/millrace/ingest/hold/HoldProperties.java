package io.millrace.ingest.hold;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How events are held in Redis while Kafka can't take them.
 *
 * @param maxBytes how much may be held, over all partitions, each of which has an equal
 * share. Default 1GB, at least 1MB. Redis needs about as much memory again for its own
 * bookkeeping. Too low refuses events in an outage that could have been bridged, too high
 * fills Redis, whose other users then can't write
 * @param replicas how many replicas of Redis must have an event before it is answered
 * held. Default 0: a failover may lose what was held in the moment before it. More
 * replicas than there are refuse everything
 * @param replicaTimeout how long to wait for them. Default 500ms. Too low says unknown
 * where a slow replica would have answered
 * @param requireAppendOnly whether events are held only by a Redis that writes an
 * append-only file. Default true: without one a restart of Redis loses what was held. Set
 * it to false for managed services that keep data by other means
 * @param lease for how long a node that says nothing more is waited for before events are
 * held. Default 2s, at least 500ms. Nodes renew it four times as often; too low lets a
 * pause of the JVM bring users' events out of order across nodes, too high delays the
 * first held event after a node was killed
 * @param receipts how long it can be asked what became of an event that was held or
 * unknown. Default 24h. Costs about 200 bytes an event
 */
@ConfigurationProperties("millrace.ingest.hold")
public record HoldProperties(@DefaultValue("1GB") DataSize maxBytes, @DefaultValue("0") int replicas,
		@DefaultValue("500ms") Duration replicaTimeout, @DefaultValue("true") boolean requireAppendOnly,
		@DefaultValue("2s") Duration lease, @DefaultValue("24h") Duration receipts) {

	private static final String PREFIX = "millrace.ingest.hold.";

	public HoldProperties {
		require(maxBytes.toMegabytes() >= 1, "max-bytes must be at least 1MB, not " + maxBytes);
		require(replicas >= 0, "replicas must not be negative");
		require(replicaTimeout.toMillis() >= 1, "replica-timeout must be at least 1ms, not " + replicaTimeout);
		require(lease.toMillis() >= 500, "lease must be at least 500ms, not " + lease);
		require(receipts.toSeconds() >= 1, "receipts must be at least 1s, not " + receipts);
	}

	private static void require(boolean condition, String message) {
		if (!condition) {
			throw new IllegalArgumentException(PREFIX + message);
		}
	}

}
