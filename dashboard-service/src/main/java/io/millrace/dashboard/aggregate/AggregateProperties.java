package io.millrace.dashboard.aggregate;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How events are counted into Redis.
 *
 * @param threads members of the consumer group in this process. More count faster, up to
 * the number of partitions; each has a consumer's memory and connections. Default 2.
 * @param flushInterval how long events are gathered before they are written. Higher
 * writes a cell that changes often less often; it is what an event waits at most until a
 * query sees it. Default 200 ms.
 * @param maxTypes how many event types of one day are counted apart, in each partition;
 * those that come later that day are counted together as others. It bounds Redis' memory
 * and answers: a type costs some 60 bytes a bucket, and up to 8 KB with users. Default
 * 1,000.
 * @param cachedCounters how many counters and sums the owner of a partition keeps in
 * memory beyond those that it is changing, at some 150 bytes each. Too low and they are
 * read from Redis again and again. Default 20,000.
 * @param cachedSketches how much of sketches it keeps, as they are stored: three for each
 * type in use, of 4 bytes for each user up to 1,500 and 8 KB beyond. With less they are
 * read from Redis again with every batch. Default 16MB.
 */
@ConfigurationProperties("millrace.dashboard.aggregate")
public record AggregateProperties(@DefaultValue("2") int threads, @DefaultValue("200ms") Duration flushInterval,
		@DefaultValue("1000") int maxTypes, @DefaultValue("20000") int cachedCounters,
		@DefaultValue("16MB") DataSize cachedSketches) {

	public AggregateProperties {
		require(threads >= 1, "threads must be at least 1");
		require(!flushInterval.isNegative(), "flush-interval can't be negative");
		require(maxTypes >= 1, "max-types must be at least 1");
		require(cachedCounters >= 0 && !cachedSketches.isNegative(),
				"cached-counters and cached-sketches can't be negative");
	}

	private static void require(boolean valid, String rule) {
		if (!valid) {
			throw new IllegalArgumentException("millrace.dashboard.aggregate." + rule);
		}
	}

}
