package io.millrace.inference.result;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;

import io.millrace.inference.model.Answer;
import io.millrace.sink.fence.Script;
import io.millrace.sink.fence.ScriptCall;
import io.millrace.sink.fence.ScriptLoader;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

import org.springframework.core.io.ClassPathResource;
import org.springframework.data.redis.core.RedisCallback;
import org.springframework.data.redis.core.StringRedisTemplate;

/**
 * Results in Redis, and leases on those that are to come. A lease only saves work: what
 * it is a lease on is the same whoever computes it, so that one that is lost, or held
 * twice, harms nothing. Every method throws
 * {@link org.springframework.dao.DataAccessException} if Redis doesn't answer; what it
 * was to do may be done all the same. Thread-safe.
 */
@RequiredArgsConstructor
public final class ResultStore {

	private static final Script CLAIM = script("claim");

	private static final Script SETTLE = script("settle");

	private static final Script RELEASE = script("release");

	private static final Script EXTEND = script("extend");

	private final StringRedisTemplate redis;

	private final ScriptLoader scripts;

	private final ResultProperties properties;

	private final Clock clock;

	private static Script script(String name) {
		return Script.of(new ClassPathResource(name + ".lua", ResultStore.class));
	}

	/**
	 * Those of these results that are there.
	 */
	public Map<ResultId, Result> find(Collection<ResultId> ids) {
		Map<ResultId, Result> found = HashMap.newHashMap(ids.size());
		if (ids.isEmpty()) {
			return found;
		}
		List<ResultId> asked = List.copyOf(ids);
		byte[][] keys = asked.stream().map((id) -> bytes(ResultKeys.result(id))).toArray(byte[][]::new);
		RedisCallback<List<byte @Nullable []>> read = (connection) -> (keys.length == 1)
				? Collections.singletonList(connection.stringCommands().get(keys[0]))
				: connection.stringCommands().mGet(keys);
		List<byte @Nullable []> stored = Objects.requireNonNull(this.redis.execute(read));
		for (int i = 0; i < keys.length; i++) {
			byte[] result = stored.get(i);
			if (result != null) {
				found.put(asked.get(i), ResultCodec.decode(result));
			}
		}
		return found;
	}

	/** Whether somebody has it computed. */
	public boolean isLeased(ResultId id) {
		return Boolean.TRUE.equals(this.redis.hasKey(ResultKeys.lease(id)));
	}

	/**
	 * Finds a result or takes the lease on it.
	 * @param token by which the lease can be given back; nobody else has it
	 */
	public Claim claim(ResultId id, String token, Duration lease) {
		List<@Nullable Object> answer = this.scripts.run(CLAIM, List.of(ResultKeys.result(id), ResultKeys.lease(id)),
				List.of(bytes(token), ScriptCall.argument(lease.toMillis())));
		return switch (Math.toIntExact((Long) Objects.requireNonNull(answer.getFirst()))) {
			case 2 -> new Claim.Ready(ResultCodec.decode((byte[]) Objects.requireNonNull(answer.get(1))));
			case 1 -> new Claim.Granted();
			default -> new Claim.Held();
		};
	}

	/** Keeps a lease for longer, if it is still this token's. */
	public void extend(ResultId id, String token, Duration lease) {
		var unused = this.scripts.run(EXTEND, List.of(ResultKeys.lease(id)),
				List.of(bytes(token), ScriptCall.argument(lease.toMillis())));
	}

	/**
	 * Keeps what a model has answered, for as long as is configured; tells all who wait,
	 * and ends the lease.
	 */
	public void settle(ResultId id, String token, Answer answer, Duration computeTime) {
		Duration ttl = (answer instanceof Answer.Refused) ? this.properties.failureTtl()
				: this.properties.jittered(ThreadLocalRandom.current());
		settle(id, token, answer, computeTime, ttl);
	}

	/** The same for so long, and no longer. */
	public void settle(ResultId id, String token, Answer answer, Duration computeTime, Duration ttl) {
		Instant now = this.clock.instant();
		long millis = Math.max(1, ttl.toMillis());
		byte[] result = ResultCodec.encode(new Result(answer, now, now.plusMillis(millis), computeTime));
		var unused = this.scripts.run(SETTLE, List.of(ResultKeys.result(id), ResultKeys.lease(id)),
				List.of(result, ScriptCall.argument(millis), bytes(token), bytes(ResultKeys.SETTLED),
						bytes(new Settled(id, null).encode())));
	}

	/**
	 * Gives a lease back and tells all who wait why; does nothing if somebody else has
	 * it.
	 * @param failure null if the result is there
	 */
	public void release(ResultId id, String token, @Nullable Failure failure) {
		var unused = this.scripts.run(RELEASE, List.of(ResultKeys.lease(id)),
				List.of(bytes(token), bytes(ResultKeys.SETTLED), bytes(new Settled(id, failure).encode())));
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
