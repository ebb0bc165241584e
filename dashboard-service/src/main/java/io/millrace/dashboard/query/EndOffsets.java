package io.millrace.dashboard.query;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import lombok.RequiredArgsConstructor;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;

/**
 * Where the logs end, not older than half a second. No query fails or waits long because
 * Kafka is away. Thread-safe; one request to Kafka at a time.
 */
@RequiredArgsConstructor
final class EndOffsets implements AutoCloseable {

	private static final Duration FRESH = Duration.ofMillis(500);

	private static final Duration PATIENCE = Duration.ofMillis(300);

	private static final Duration TIMEOUT = Duration.ofSeconds(2);

	private final Admin admin;

	private final String topic;

	private final int partitions;

	private final Clock clock;

	private @Nullable Request last;

	/**
	 * Where the logs ended.
	 *
	 * @param at when that was asked, so that they may have ended later by now
	 * @param offsets by partition
	 */
	record Ends(Instant at, Map<Integer, Long> offsets) {
	}

	private record Request(Instant at, CompletableFuture<Ends> answer) {
	}

	/**
	 * @return empty if Kafka doesn't say so at once
	 */
	Optional<Ends> current() {
		Request request = request();
		Duration left = PATIENCE.minus(Duration.between(request.at(), this.clock.instant()));
		try {
			return Optional.of(request.answer().get(Math.max(0, left.toMillis()), TimeUnit.MILLISECONDS));
		}
		catch (ExecutionException | TimeoutException ex) {
			return Optional.empty();
		}
		catch (InterruptedException ex) {
			throw new InterruptException(ex);
		}
	}

	private synchronized Request request() {
		Request request = this.last;
		Instant now = this.clock.instant();
		if (request == null || (request.answer().isDone() && request.at().plus(FRESH).isBefore(now))) {
			request = new Request(now, ask(now));
			this.last = request;
		}
		return request;
	}

	private CompletableFuture<Ends> ask(Instant now) {
		Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
		for (int i = 0; i < this.partitions; i++) {
			latest.put(new TopicPartition(this.topic, i), OffsetSpec.latest());
		}
		return this.admin.listOffsets(latest, new ListOffsetsOptions().timeoutMs((int) TIMEOUT.toMillis()))
			.all()
			.toCompletionStage()
			.thenApply((ends) -> new Ends(now, offsets(ends)))
			.toCompletableFuture();
	}

	private static Map<Integer, Long> offsets(Map<TopicPartition, ListOffsetsResultInfo> ends) {
		Map<Integer, Long> offsets = new HashMap<>();
		ends.forEach((partition, info) -> offsets.put(partition.partition(), info.offset()));
		return offsets;
	}

	@Override
	public void close() {
		this.admin.close(Duration.ZERO);
	}

}
