package io.millrace.ingest.hold;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.millrace.common.event.Identity;
import io.millrace.sink.fence.ScriptCall;
import io.millrace.sink.fence.ScriptLoader;
import lombok.RequiredArgsConstructor;
import org.apache.kafka.common.TopicPartition;

import org.springframework.data.domain.Range;
import org.springframework.data.redis.connection.Limit;
import org.springframework.data.redis.connection.stream.ByteRecord;
import org.springframework.data.redis.core.RedisCallback;
import org.springframework.data.redis.core.StringRedisTemplate;

/**
 * A partition's stream, as the one who hands it over uses it. Every method throws
 * {@link org.springframework.dao.DataAccessException} if Redis doesn't answer.
 * Thread-safe.
 */
@RequiredArgsConstructor
final class DrainStore {

	private final StringRedisTemplate redis;

	private final ScriptLoader scripts;

	private final HoldProperties properties;

	/**
	 * The oldest entries.
	 */
	List<Entry> oldest(TopicPartition partition, int count) {
		byte[] key = HoldKeys.stream(partition).getBytes(StandardCharsets.UTF_8);
		RedisCallback<List<ByteRecord>> read = (connection) -> connection.streamCommands()
			.xRange(key, Range.unbounded(), Limit.limit().count(count));
		return Objects.requireNonNull(this.redis.execute(read)).stream().map(DrainStore::entry).toList();
	}

	private static Entry entry(ByteRecord stored) {
		byte[] identity = new byte[0];
		byte[] receipt = identity;
		byte[] key = identity;
		byte[] json = identity;
		byte[] trace = identity;
		for (Map.Entry<byte[], byte[]> field : stored.getValue().entrySet()) {
			switch (field.getKey()[0]) {
				case 'i' -> identity = field.getValue();
				case 'r' -> receipt = field.getValue();
				case 'k' -> key = field.getValue();
				case 'e' -> json = field.getValue();
				default -> trace = field.getValue();
			}
		}
		return new Entry(stored.getId().getValue(),
				new HeldEvent(identity(text(identity)), text(receipt), key, json, trace));
	}

	private static String text(byte[] value) {
		return new String(value, StandardCharsets.US_ASCII);
	}

	static Identity identity(String hex) {
		return new Identity(HexFormat.fromHexDigitsToLong(hex, 0, 16), HexFormat.fromHexDigitsToLong(hex, 16, 32));
	}

	/**
	 * Removes entries that Kafka has.
	 * @param offsets where, for each
	 * @param bytesPerSecond how fast the hold empties
	 * @param closing for how long appends wait so that the stream can become empty
	 * @return how many entries are left
	 */
	long drained(TopicPartition partition, List<Entry> entries, List<Long> offsets, long bytesPerSecond,
			Duration closing) {
		List<String> keys = new ArrayList<>(entries.size() + 2);
		keys.add(HoldKeys.stream(partition));
		keys.add(HoldKeys.marker(partition));
		List<byte[]> arguments = new ArrayList<>(entries.size() * 4 + 4);
		arguments.add(ScriptCall.argument(this.properties.receipts().toSeconds()));
		arguments.add(ScriptCall.argument(bytesPerSecond));
		arguments.add(ScriptCall.argument(HeldEvent.OVERHEAD_BYTES));
		arguments.add(ScriptCall.argument(closing.toMillis()));
		for (int i = 0; i < entries.size(); i++) {
			HeldEvent event = entries.get(i).event();
			keys.add(HoldKeys.receipt(partition, event.receipt()));
			arguments.add(ScriptCall.argument(entries.get(i).id()));
			arguments.add(ScriptCall.argument(HoldKeys.hex(event.identity())));
			arguments.add(ScriptCall.argument(event.size()));
			arguments.add(ScriptCall.argument(offsets.get(i)));
		}
		return HoldStore.number(this.scripts, HoldScript.DRAINED, keys, arguments);
	}

}
