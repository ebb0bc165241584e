package io.millrace.ingest.hold;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import io.millrace.sink.fence.Script;
import io.millrace.sink.fence.ScriptCall;
import io.millrace.sink.fence.ScriptLoader;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.core.StringRedisTemplate;

/**
 * A partition's marker and stream, as ingest nodes use them. Every method throws
 * {@link DataAccessException} if Redis doesn't answer; what it was to do may have been
 * done all the same. Thread-safe.
 */
final class HoldStore {

	private final StringRedisTemplate redis;

	private final ScriptLoader scripts;

	private final ReplicationStore replication;

	private final HoldProperties properties;

	HoldStore(StringRedisTemplate redis, ScriptLoader scripts, ReplicationStore replication,
			HoldProperties properties) {
		this.redis = redis;
		this.scripts = scripts;
		this.replication = replication;
		this.properties = properties;
	}

	/**
	 * Writes the marker, unless it is there, and confirms it for this node, which must
	 * have stopped sending.
	 * @return the opening's number
	 */
	String open(TopicPartition partition, String node) {
		return text(
				this.scripts
					.run(HoldScript.OPEN, List.of(HoldKeys.marker(partition), HoldKeys.openings(partition),
							HoldKeys.confirmed(partition)), List.of(ScriptCall.argument(node)))
					.get(0));
	}

	/**
	 * The nodes that have confirmed an opening.
	 */
	Set<String> confirmed(TopicPartition partition, String opening) {
		Map<String, String> confirmed = this.redis.<String, String>opsForHash().entries(HoldKeys.confirmed(partition));
		confirmed.values().removeIf((confirmation) -> !confirmation.equals(opening));
		return confirmed.keySet();
	}

	Sight look(TopicPartition partition) {
		List<@Nullable Object> seen = this.scripts.run(HoldScript.LOOK,
				List.of(HoldKeys.marker(partition), HoldKeys.stream(partition)), List.of());
		String oldest = text(seen.get(5));
		return new Sight(text(seen.get(0)), time(text(seen.get(1))), number(seen.get(2)), number(seen.get(3)),
				number(seen.get(4)), oldest.isEmpty() ? null : time(oldest.substring(0, oldest.indexOf('-'))));
	}

	/**
	 * What appending came to.
	 */
	sealed interface Appended {

		/**
		 * @param offsets of those that Kafka has, negative for the others
		 */
		record Done(List<Long> offsets) implements Appended {
		}

		/** Events go to Kafka again. */
		record Closed() implements Appended {
		}

		/** Another opening must be confirmed first. */
		record Reopened() implements Appended {
		}

		/** To be asked again in a moment. */
		record Closing() implements Appended {
		}

		/**
		 * @param retryAfter when there should be room
		 */
		record Full(Duration retryAfter) implements Appended {
		}

	}

	/**
	 * Holds events, all or none, in their order.
	 * @param opening which all nodes have confirmed
	 * @param bytes how much the partition may hold
	 * @throws ReplicationStore.NotReplicatedException if they are held, but not by as
	 * many replicas as are required
	 */
	Appended append(TopicPartition partition, String opening, long bytes, List<HeldEvent> events) {
		List<String> keys = new ArrayList<>(events.size() + 2);
		keys.add(HoldKeys.stream(partition));
		keys.add(HoldKeys.marker(partition));
		List<byte[]> arguments = new ArrayList<>(events.size() * 5 + 4);
		arguments.add(ScriptCall.argument(opening));
		arguments.add(ScriptCall.argument(bytes));
		arguments.add(ScriptCall.argument(this.properties.receipts().toSeconds()));
		arguments.add(ScriptCall.argument(HeldEvent.OVERHEAD_BYTES));
		for (HeldEvent event : events) {
			keys.add(HoldKeys.receipt(partition, event.receipt()));
			arguments.add(ScriptCall.argument(HoldKeys.hex(event.identity())));
			arguments.add(event.key());
			arguments.add(event.json());
			arguments.add(event.traceParent());
			arguments.add(ScriptCall.argument(event.receipt()));
		}
		List<@Nullable Object> answer = this.scripts.run(HoldScript.APPEND, keys, arguments);
		return switch (text(answer.get(0))) {
			case "CLOSED" -> new Appended.Closed();
			case "REOPENED" -> new Appended.Reopened();
			case "CLOSING" -> new Appended.Closing();
			case "FULL" ->
				new Appended.Full(Sight.toEmpty(number(answer.get(1)), number(answer.get(2)), Duration.ofSeconds(10)));
			default -> {
				this.replication.await(HoldKeys.stream(partition));
				yield new Appended.Done(answer.subList(1, answer.size()).stream().map(HoldStore::offset).toList());
			}
		};
	}

	/**
	 * Removes the marker if nothing is held.
	 */
	boolean close(TopicPartition partition, String opening) {
		return number(
				this.scripts
					.run(HoldScript.CLOSE,
							List.of(HoldKeys.stream(partition), HoldKeys.marker(partition),
									HoldKeys.confirmed(partition)),
							List.of(ScriptCall.argument(opening)))
					.get(0)) == 1;
	}

	private static long offset(@Nullable Object value) {
		String text = text(value);
		return text.isEmpty() ? -1 : Long.parseLong(text);
	}

	private static @Nullable Instant time(String millis) {
		return millis.isEmpty() ? null : Instant.ofEpochMilli(Long.parseLong(millis));
	}

	static long number(@Nullable Object value) {
		if (value instanceof Long number) {
			return number;
		}
		String text = text(value);
		return text.isEmpty() ? 0 : (long) Double.parseDouble(text);
	}

	static String text(@Nullable Object value) {
		return new String((byte[]) Objects.requireNonNull(value), StandardCharsets.UTF_8);
	}

	static long number(ScriptLoader scripts, Script script, List<String> keys, List<byte[]> arguments) {
		return number(scripts.run(script, keys, arguments).get(0));
	}

}
