package io.millrace.ingest.stream;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.DataAccessException;
import org.springframework.data.domain.Range;
import org.springframework.data.redis.connection.Limit;
import org.springframework.data.redis.connection.RedisStreamCommands.TrimOptions;
import org.springframework.data.redis.connection.RedisStreamCommands.XAddOptions;
import org.springframework.data.redis.connection.stream.ByteRecord;
import org.springframework.data.redis.connection.stream.RecordId;
import org.springframework.data.redis.connection.stream.StreamRecords;
import org.springframework.data.redis.core.RedisCallback;
import org.springframework.data.redis.core.StringRedisTemplate;

/**
 * The intake stream and the one of what it rejects: <pre>
 * millrace:intake            stream: event, traceparent (optional). Emptied as it is taken; its bound is its writers' business
 * millrace:intake:rejected   stream: event, code, reason; under the same ids. At most max-rejected, about
 * millrace:intake:owner      who takes from it, some seconds
 * </pre> Every method throws {@link DataAccessException} if Redis doesn't answer.
 * Thread-safe.
 */
@RequiredArgsConstructor
final class IntakeStreamStore {

	private final StringRedisTemplate redis;

	private final IntakeStreamProperties properties;

	/** The oldest entries. */
	List<IntakeEntry> oldest(int count) {
		RedisCallback<List<ByteRecord>> read = (connection) -> connection.streamCommands()
			.xRange(utf8(this.properties.key()), Range.unbounded(), Limit.limit().count(count));
		return Objects.requireNonNull(this.redis.execute(read)).stream().map(IntakeStreamStore::entry).toList();
	}

	private static IntakeEntry entry(ByteRecord stored) {
		byte[] event = null;
		String traceParent = null;
		for (Map.Entry<byte[], byte[]> field : stored.getValue().entrySet()) {
			switch (new String(field.getKey(), StandardCharsets.UTF_8)) {
				case "event" -> event = field.getValue();
				case "traceparent" -> traceParent = new String(field.getValue(), StandardCharsets.ISO_8859_1);
				default -> {
					// Others may keep notes of their own.
				}
			}
		}
		return new IntakeEntry(stored.getId().getValue(), event, traceParent);
	}

	void remove(List<IntakeEntry> entries) {
		RecordId[] ids = entries.stream().map((entry) -> RecordId.of(entry.id())).toArray(RecordId[]::new);
		RedisCallback<@Nullable Long> remove = (connection) -> connection.streamCommands()
			.xDel(utf8(this.properties.key()), ids);
		var unused = this.redis.execute(remove);
	}

	/**
	 * Sets an entry aside under its own id, once: whoever dies before it is removed from
	 * the intake does so again.
	 */
	void reject(IntakeEntry entry, String code, String reason) {
		Map<byte[], byte[]> fields = new LinkedHashMap<>();
		fields.put(utf8("event"), (entry.event() != null) ? entry.event() : new byte[0]);
		fields.put(utf8("code"), utf8(code));
		fields.put(utf8("reason"), utf8(reason));
		RedisCallback<@Nullable RecordId> add = (connection) -> connection.streamCommands()
			.xAdd(StreamRecords.newRecord()
				.in(utf8(this.properties.rejectedKey()))
				.withId(RecordId.of(entry.id()))
				.ofBytes(fields), XAddOptions.trim(TrimOptions.maxLen(this.properties.maxRejected()).approximate()));
		try {
			var unused = this.redis.execute(add);
		}
		catch (DataAccessException ex) {
			String answer = String.valueOf(ex.getMostSpecificCause().getMessage());
			if (!answer.contains("equal or smaller")) {
				throw ex;
			}
		}
	}

	private static byte[] utf8(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
