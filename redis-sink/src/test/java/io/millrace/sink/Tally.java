package io.millrace.sink;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.millrace.sink.fence.FencedScript;
import io.millrace.sink.fence.ScriptCall;
import io.millrace.sink.fence.Slot;
import io.millrace.sink.window.RecordId;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

import org.springframework.core.io.ClassPathResource;
import org.springframework.data.redis.core.StringRedisTemplate;

/**
 * The smallest effect that would show a loss or a doubling: counts words. A record is
 * {@code id|word}.
 */
final class Tally implements Effect<Tally.Said> {

	static final FencedScript SCRIPT = new FencedScript(new ClassPathResource("tally.lua", Tally.class));

	/** Small, so that batches are cut. */
	private static final int CELLS = 20;

	private final Slot slot;

	private final StringRedisTemplate redis;

	private final Map<String, Long> times = new HashMap<>();

	private final Set<String> changed = new HashSet<>();

	Tally(Slot slot, StringRedisTemplate redis) {
		this.slot = slot;
		this.redis = redis;
		redis.<String, String>opsForHash()
			.entries(slot.key("words"))
			.forEach((word, count) -> this.times.put(word, Long.valueOf(count)));
	}

	record Said(String id, String word) {
	}

	@Override
	public boolean add(ConsumerRecord<byte[], byte[]> record, Said said) {
		if (this.changed.size() >= CELLS && !this.changed.contains(said.word())) {
			return false;
		}
		this.times.merge(said.word(), 1L, Long::sum);
		this.changed.add(said.word());
		return true;
	}

	@Override
	public ScriptCall drain() {
		if (this.changed.isEmpty()) {
			return ScriptCall.NONE;
		}
		List<byte[]> arguments = new ArrayList<>();
		for (String word : this.changed) {
			arguments.add(ScriptCall.argument(word));
			arguments.add(ScriptCall.argument(this.times.getOrDefault(word, 0L)));
		}
		this.changed.clear();
		return new ScriptCall(SCRIPT, List.of(this.slot.key("words")), arguments);
	}

	/** Reads {@code id|word}. */
	static final class Reader implements RecordReader<Said> {

		@Override
		public Said read(ConsumerRecord<byte[], byte[]> record) throws MalformedRecordException {
			String[] parts = new String(record.value(), StandardCharsets.UTF_8).split("\\|", 2);
			if (parts.length != 2) {
				throw new MalformedRecordException("not id|word");
			}
			return new Said(parts[0], parts[1]);
		}

		@Override
		public @Nullable RecordId identity(Said said) {
			return said.id().isEmpty() ? null : new RecordId(said.id().hashCode(), 17L * said.id().hashCode());
		}

	}

}
