package io.millrace.ingest.hold;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

import io.millrace.sink.fence.ScriptCall;
import io.millrace.sink.fence.ScriptLoader;
import lombok.RequiredArgsConstructor;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.core.StringRedisTemplate;

/**
 * Receipts of events that were held or unknown. Those of held events are written by the
 * scripts that hold them and hand them over. Every method throws
 * {@link org.springframework.dao.DataAccessException} if Redis doesn't answer.
 * Thread-safe.
 */
@RequiredArgsConstructor
final class ReceiptStore {

	/** What a partition looks for at most; a longer list would not be read in time. */
	private static final long MAX_UNKNOWN = 100_000;

	private static final int CHUNK = 500;

	private final StringRedisTemplate redis;

	private final ScriptLoader scripts;

	private final HoldProperties properties;

	/**
	 * Notes that nobody knows whether Kafka has these events, unless more is known.
	 */
	void unknown(TopicPartition partition, List<HeldEvent> events) {
		for (int from = 0; from < events.size(); from += CHUNK) {
			List<String> keys = new ArrayList<>();
			keys.add(HoldKeys.unknown(partition));
			List<byte[]> arguments = new ArrayList<>();
			arguments.add(seconds());
			arguments.add(ScriptCall.argument(MAX_UNKNOWN));
			for (HeldEvent event : events.subList(from, Math.min(events.size(), from + CHUNK))) {
				keys.add(HoldKeys.receipt(partition, event.receipt()));
				arguments.add(ScriptCall.argument(HoldKeys.hex(event.identity())));
				arguments.add(ScriptCall.argument(event.receipt()));
			}
			var unused = this.scripts.run(HoldScript.UNKNOWN, keys, arguments);
		}
	}

	/**
	 * Looks for a partition's unknown events, once.
	 * @param offsets tells the offset of an identity, negative if Kafka doesn't have it
	 * @return how many were found
	 */
	long resolve(TopicPartition partition, ToLongFunction<String> offsets) {
		Map<String, String> unknown = this.redis.<String, String>opsForHash().entries(HoldKeys.unknown(partition));
		Map<String, Long> found = new HashMap<>();
		unknown.keySet().forEach((identity) -> {
			long offset = offsets.applyAsLong(identity);
			if (offset >= 0) {
				found.put(identity, offset);
			}
		});
		List<String> identities = List.copyOf(found.keySet());
		long changed = 0;
		for (int from = 0; from < identities.size(); from += CHUNK) {
			List<String> keys = new ArrayList<>();
			keys.add(HoldKeys.unknown(partition));
			List<byte[]> arguments = new ArrayList<>();
			arguments.add(seconds());
			for (String identity : identities.subList(from, Math.min(identities.size(), from + CHUNK))) {
				keys.add(HoldKeys.receipt(partition, Objects.requireNonNull(unknown.get(identity))));
				arguments.add(ScriptCall.argument(identity));
				arguments.add(ScriptCall.argument(Objects.requireNonNull(found.get(identity))));
			}
			changed += HoldStore.number(this.scripts, HoldScript.FOUND, keys, arguments);
		}
		return changed;
	}

	private byte[] seconds() {
		return ScriptCall.argument(this.properties.receipts().toSeconds());
	}

	/**
	 * The latest receipt of that name. It may lie with any partition, as who asks need
	 * not know the subject.
	 */
	Optional<Receipt> find(Collection<TopicPartition> partitions, String name) {
		return partitions.stream()
			.map((partition) -> read(partition, this.redis.opsForValue().get(HoldKeys.receipt(partition, name))))
			.flatMap(Stream::ofNullable)
			.max(Comparator.comparing(Receipt::at));
	}

	private static @Nullable Receipt read(TopicPartition partition, @Nullable String stored) {
		if (stored == null) {
			return null;
		}
		String[] words = stored.split(" ");
		return new Receipt(Receipt.Status.valueOf(words[0].toUpperCase(Locale.ROOT)), partition.topic(),
				partition.partition(), (words.length > 3) ? Long.valueOf(words[3]) : null,
				Instant.ofEpochMilli(Long.parseLong(words[2])));
	}

}
