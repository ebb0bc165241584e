package io.millrace.sink.fence;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import org.springframework.core.io.ClassPathResource;
import org.springframework.data.redis.core.StringRedisTemplate;

/**
 * Reads fences and runs effects under them. Thread-safe; but a slot has one writer at a
 * time that means well, and the fence is there for the moments when it has two.
 */
public final class FenceStore {

	private static final Script CLAIM = Script.of(new ClassPathResource("claim.lua", FenceStore.class));

	private static final Script SETTLE = Script.of(new ClassPathResource("settle.lua", FenceStore.class));

	private final StringRedisTemplate redis;

	private final ScriptLoader scripts;

	public FenceStore(StringRedisTemplate redis, ScriptLoader scripts) {
		this.redis = redis;
		this.scripts = scripts;
	}

	/**
	 * What a script under a fence came to.
	 */
	public enum Outcome {

		/** The effect is written and the fence moved. */
		APPLIED,
		/** Both had been before. */
		DONE,
		/** Another position is stored, and nothing was written. */
		REFUSED

	}

	/**
	 * A slot's fence, null if it has none yet; who has claimed it doesn't matter.
	 */
	public @Nullable Fence read(Slot slot) {
		List<Object> stored = this.redis.opsForHash().multiGet(slot.fenceKey(), List.of("topicId", "next"));
		Object topicId = stored.get(0);
		Object next = stored.get(1);
		return (topicId != null && next != null && !topicId.toString().startsWith(Claim.PREFIX))
				? new Fence(topicId.toString(), Long.parseLong(next.toString())) : null;
	}

	/**
	 * Takes a slot that has no fence yet, from whoever had claimed it before.
	 * @return empty if there is a fence
	 */
	public Optional<Claim> claim(Slot slot) {
		Fence claim = new Fence(Claim.PREFIX + UUID.randomUUID(), 0);
		List<@Nullable Object> answer = this.scripts.run(CLAIM, List.of(slot.fenceKey()),
				List.of(ScriptCall.argument(claim.topicId())));
		return (Outcome.valueOf(text(answer.get(0))) == Outcome.APPLIED) ? Optional.of(new Claim(this, slot, claim))
				: Optional.empty();
	}

	Outcome settle(Slot slot, Fence claim, Fence first) {
		List<@Nullable Object> answer = this.scripts.run(SETTLE, List.of(slot.fenceKey()),
				List.of(ScriptCall.argument(claim.topicId()), ScriptCall.argument(claim.next()),
						ScriptCall.argument(first.topicId()), ScriptCall.argument(first.next())));
		return Outcome.valueOf(text(answer.get(0)));
	}

	/**
	 * Writes the first fence of a slot, if there is none and nobody has claimed it.
	 */
	public Outcome create(Slot slot, Fence first) {
		return run(slot, ScriptCall.NONE, first.topicId(), "", first.next());
	}

	/**
	 * Applies an effect and moves the fence, both or neither.
	 * @param expected what must be stored
	 * @param next the position to store
	 * @throws IllegalStateException if the script found a key of a wrong type or a wrong
	 * argument
	 * @throws org.springframework.dao.DataAccessException if Redis can't be reached or
	 * doesn't answer in time; it may have been applied all the same
	 */
	public Outcome apply(Slot slot, ScriptCall call, Fence expected, long next) {
		return run(slot, call, expected.topicId(), Long.toString(expected.next()), next);
	}

	private Outcome run(Slot slot, ScriptCall call, String topicId, String expected, long next) {
		List<String> keys = new ArrayList<>(call.keys().size() + 1);
		keys.add(slot.fenceKey());
		keys.addAll(call.keys());
		List<byte[]> arguments = new ArrayList<>(call.arguments().size() + 3);
		arguments.add(ScriptCall.argument(topicId));
		arguments.add(ScriptCall.argument(expected));
		arguments.add(ScriptCall.argument(next));
		arguments.addAll(call.arguments());
		List<@Nullable Object> answer = this.scripts.run(call.script().script(), keys, arguments);
		String code = text(answer.get(0));
		if (code.equals("INVALID")) {
			throw new IllegalStateException(call.script() + " refused what it was given: " + text(answer.get(1)));
		}
		return Outcome.valueOf(code);
	}

	/**
	 * Waits until everything up to and including an offset has taken effect.
	 * @return whether it has, within the time
	 */
	public boolean awaitPassed(Slot slot, long offset, Duration time) throws InterruptedException {
		long deadline = System.nanoTime() + time.toNanos();
		long pauseMillis = 2;
		while (true) {
			Fence fence = read(slot);
			if (fence != null && fence.next() > offset) {
				return true;
			}
			if (System.nanoTime() - deadline >= 0) {
				return false;
			}
			Thread.sleep(pauseMillis);
			pauseMillis = Math.min(pauseMillis * 2, 20);
		}
	}

	private static String text(@Nullable Object value) {
		return new String((byte[]) Objects.requireNonNull(value), StandardCharsets.UTF_8);
	}

}
