package io.millrace.sink;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;

import io.millrace.sink.fence.Fence;
import io.millrace.sink.fence.ScriptCall;
import io.millrace.sink.fence.Slot;
import io.millrace.sink.rebuild.Comparison;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

import org.springframework.data.redis.core.StringRedisTemplate;

/**
 * Words are copied a few at a time, each with the position that its number stands for,
 * which a {@link Tally} of the generation that is filled passes over.
 */
class TallySuccession implements Succession {

	private static final int AT_ONCE = 10;

	private final StringRedisTemplate redis;

	TallySuccession(StringRedisTemplate redis) {
		this.redis = redis;
	}

	/** Called before each piece is written. */
	void struck(Slot filled, int piece) {
	}

	Effect<Tally.Said> open(Slot slot) {
		return new Continued(new Tally(slot, this.redis), numbers(slot, "copied"));
	}

	private Map<String, Long> numbers(Slot slot, String key) {
		Map<String, Long> numbers = new HashMap<>();
		this.redis.<String, String>opsForHash()
			.entries(slot.key(key))
			.forEach((word, number) -> numbers.put(word, Long.valueOf(number)));
		return numbers;
	}

	@Override
	public Copy copy(Slot live, Slot filled, TopicPartition partition, Instant began) {
		List<String> words = new ArrayList<>(new TreeSet<>(numbers(live, "words").keySet()));
		return new Copy() {
			private int pieces;

			@Override
			public boolean advance(Fence fence, Consumer<ScriptCall> to) {
				struck(filled, this.pieces);
				Map<String, Long> now = numbers(live, "words");
				List<String> piece = words.stream().skip((long) this.pieces++ * AT_ONCE).limit(AT_ONCE).toList();
				if (piece.isEmpty()) {
					return false;
				}
				List<byte[]> positions = new ArrayList<>();
				List<byte[]> times = new ArrayList<>();
				for (String word : piece) {
					positions.addAll(List.of(ScriptCall.argument(word), ScriptCall.argument(fence.next())));
					times.addAll(List.of(ScriptCall.argument(word), ScriptCall.argument(now.getOrDefault(word, 0L))));
				}
				to.accept(new ScriptCall(Tally.SCRIPT, List.of(filled.key("copied")), positions));
				to.accept(new ScriptCall(Tally.SCRIPT, List.of(filled.key("words")), times));
				return true;
			}
		};
	}

	@Override
	public Check compare(Slot live, Slot filled) {
		return new Check() {
			private Comparison result = Comparison.NONE;

			@Override
			public boolean advance(Fence fence) {
				Map<String, Long> one = numbers(live, "words");
				Map<String, Long> other = numbers(filled, "words");
				TreeSet<String> words = new TreeSet<>(one.keySet());
				words.addAll(other.keySet());
				words.forEach((word) -> {
					long was = one.getOrDefault(word, 0L);
					long is = other.getOrDefault(word, 0L);
					this.result = this.result
						.plus(new Comparison(1, (was != is) ? 1 : 0, (was != is) ? word + ": " + was + ", " + is : ""));
				});
				return false;
			}

			@Override
			public Comparison result() {
				return this.result;
			}
		};
	}

	/** Passes over what was copied. */
	private record Continued(Tally tally, Map<String, Long> copied) implements Effect<Tally.Said> {

		@Override
		public boolean add(ConsumerRecord<byte[], byte[]> record, Tally.Said said) {
			return record.offset() < this.copied.getOrDefault(said.word(), 0L) || this.tally.add(record, said);
		}

		@Override
		public ScriptCall drain() {
			return this.tally.drain();
		}

	}

}
