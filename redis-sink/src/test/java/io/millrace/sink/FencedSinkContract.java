package io.millrace.sink;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

import io.millrace.sink.fence.Fence;
import io.millrace.sink.fence.FenceStore;
import io.millrace.sink.fence.FenceStore.Outcome;
import io.millrace.sink.fence.ScriptCall;
import io.millrace.sink.fence.ScriptLoader;
import io.millrace.sink.fence.Slot;
import io.millrace.testsupport.Backends;
import io.millrace.testsupport.BackendsExtension;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.data.redis.connection.DataType;
import org.springframework.data.redis.core.ScanOptions;
import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * What every effect script must do, so that the fence keeps its promise. Extend it for
 * each script, with a call that writes to all the kinds of keys that the script knows.
 */
@ExtendWith(BackendsExtension.class)
public abstract class FencedSinkContract {

	@SuppressWarnings("NullAway.Init")
	private static StringRedisTemplate redis;

	private final Fence before = new Fence("topic-A", 10);

	private Slot slot = new Slot("none");

	/**
	 * A call that has an effect on an empty slot.
	 */
	protected abstract ScriptCall call(Slot slot);

	@BeforeAll
	static void connect(Backends backends) {
		redis = backends.redis();
	}

	@BeforeEach
	void freshSlot() {
		this.slot = new Slot("contract." + UUID.randomUUID());
		assertThat(store().create(this.slot, this.before)).isEqualTo(Outcome.APPLIED);
	}

	private FenceStore store() {
		return new FenceStore(redis, new ScriptLoader(redis));
	}

	@Test
	void appliesTheEffectAndMovesTheFence() {
		assertThat(store().apply(this.slot, call(this.slot), this.before, 15)).isEqualTo(Outcome.APPLIED);
		assertThat(store().read(this.slot)).isEqualTo(this.before.at(15));
		assertThat(contents()).as("keys beside the fence").hasSizeGreaterThan(1);
	}

	@Test
	void doesNothingWhenItIsSentTwice() {
		assertThat(store().apply(this.slot, call(this.slot), this.before, 15)).isEqualTo(Outcome.APPLIED);
		Map<String, Object> once = contents();
		assertThat(store().apply(this.slot, call(this.slot), this.before, 15)).isEqualTo(Outcome.DONE);
		assertThat(contents()).isEqualTo(once);
	}

	@Test
	void comesToTheSameWhenItIsRunAgainAfterFailingBeforeTheFence() {
		store().apply(this.slot, call(this.slot), this.before, 15);
		Map<String, Object> once = contents();
		redis.opsForHash().put(this.slot.fenceKey(), "next", "10");
		assertThat(store().apply(this.slot, call(this.slot), this.before, 15)).isEqualTo(Outcome.APPLIED);
		assertThat(contents()).as("Lua does not roll back: absolute values, no increments").isEqualTo(once);
	}

	@Test
	void writesNothingForAnOwnerThatIsBehind() {
		store().apply(this.slot, ScriptCall.NONE, this.before, 20);
		Map<String, Object> untouched = contents();
		assertThat(store().apply(this.slot, call(this.slot), this.before, 15)).isEqualTo(Outcome.REFUSED);
		assertThat(contents()).isEqualTo(untouched);
	}

	@Test
	void writesNothingForAnOwnerThatIsAhead() {
		Map<String, Object> untouched = contents();
		assertThat(store().apply(this.slot, call(this.slot), this.before.at(12), 15)).isEqualTo(Outcome.REFUSED);
		assertThat(contents()).isEqualTo(untouched);
	}

	@Test
	void writesNothingForAnotherTopicOfTheSameName() {
		Map<String, Object> untouched = contents();
		assertThat(store().apply(this.slot, call(this.slot), new Fence("topic-B", 10), 15)).isEqualTo(Outcome.REFUSED);
		assertThat(contents()).isEqualTo(untouched);
	}

	@Test
	void writesNothingWhereTheFenceIsGone() {
		redis.delete(this.slot.fenceKey());
		assertThat(store().apply(this.slot, call(this.slot), this.before, 15)).isEqualTo(Outcome.REFUSED);
		assertThat(contents()).isEmpty();
	}

	@Test
	void writesNothingWhereAKeyHasAnotherType() {
		for (String key : Set.copyOf(call(this.slot).keys())) {
			freshSlot();
			List<String> keys = call(this.slot).keys();
			String wrong = key.replaceFirst("^\\{[^}]*}", "{" + this.slot.tag() + "}");
			assertThat(keys).contains(wrong);
			redis.opsForSet().add(wrong, "not what was expected");
			Map<String, Object> untouched = contents();
			assertThatThrownBy(() -> store().apply(this.slot, call(this.slot), this.before, 15)).as(wrong)
				.isInstanceOf(IllegalStateException.class);
			assertThat(contents()).as(wrong).isEqualTo(untouched);
		}
	}

	@Test
	void touchesOnlyKeysOfItsSlot() {
		assertThat(call(this.slot).keys()).allMatch((key) -> key.startsWith("{" + this.slot.tag() + "}:"));
	}

	@Test
	void isKnownAgainAfterTheServerForgotItsScripts() {
		redis.execute((org.springframework.data.redis.core.RedisCallback<Boolean>) (connection) -> {
			connection.scriptingCommands().scriptFlush();
			return true;
		});
		assertThat(store().apply(this.slot, call(this.slot), this.before, 15)).isEqualTo(Outcome.APPLIED);
	}

	/** The slot's keys with their contents, whatever the encoding. */
	private Map<String, Object> contents() {
		Map<String, Object> contents = new TreeMap<>();
		try (var keys = redis
			.scan(ScanOptions.scanOptions().match("{" + this.slot.tag() + "}:*").count(1000).build())) {
			keys.forEachRemaining((key) -> contents.put(key, content(key)));
		}
		return contents;
	}

	private static Object content(String key) {
		DataType type = redis.type(key);
		return switch (type) {
			case STRING -> String.valueOf(redis.opsForValue().get(key));
			case HASH -> new HashMap<>(redis.opsForHash().entries(key));
			case SET -> String.valueOf(redis.opsForSet().members(key));
			case ZSET -> String.valueOf(redis.opsForZSet().rangeWithScores(key, 0, -1));
			case LIST -> String.valueOf(redis.opsForList().range(key, 0, -1));
			default -> throw new IllegalStateException(key + " is a " + type);
		};
	}

}
