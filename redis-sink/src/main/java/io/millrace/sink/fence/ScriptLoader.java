package io.millrace.sink.fence;

import java.nio.charset.StandardCharsets;
import java.util.List;

import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.connection.RedisScriptingCommands;
import org.springframework.data.redis.connection.ReturnType;
import org.springframework.data.redis.core.RedisCallback;
import org.springframework.data.redis.core.StringRedisTemplate;

/**
 * Runs scripts by their digest and sends the text only to a server that doesn't know it
 * (a new one, or one after {@code SCRIPT FLUSH} or a failover). Thread-safe.
 */
@RequiredArgsConstructor
public final class ScriptLoader {

	private final StringRedisTemplate redis;

	/**
	 * Runs a script that answers with an array.
	 * @param keys all of one slot
	 * @return the array; texts as {@code byte[]}, numbers as {@code Long}, nil as null
	 * @throws DataAccessException if Redis can't be reached, doesn't answer in time or
	 * answers with an error; the script may have run all the same
	 */
	public List<@Nullable Object> run(Script script, List<String> keys, List<byte[]> arguments) {
		byte[][] keysAndArguments = new byte[keys.size() + arguments.size()][];
		int i = 0;
		for (String key : keys) {
			keysAndArguments[i++] = key.getBytes(StandardCharsets.UTF_8);
		}
		for (byte[] argument : arguments) {
			keysAndArguments[i++] = argument;
		}
		RedisCallback<List<@Nullable Object>> call = (connection) -> {
			List<@Nullable Object> result = run(connection.scriptingCommands(), script, keys.size(), keysAndArguments);
			return (result != null) ? result : List.of();
		};
		List<@Nullable Object> answer = this.redis.execute(call);
		if (answer == null) {
			throw new IllegalStateException("script " + script.name() + " must answer with an array");
		}
		return answer;
	}

	private @Nullable List<@Nullable Object> run(RedisScriptingCommands redis, Script script, int keys,
			byte[][] keysAndArguments) {
		try {
			return redis.evalSha(script.sha1(), ReturnType.MULTI, keys, keysAndArguments);
		}
		catch (DataAccessException ex) {
			if (!isUnknown(ex)) {
				throw ex;
			}
			return redis.eval(script.source(), ReturnType.MULTI, keys, keysAndArguments);
		}
	}

	private static boolean isUnknown(DataAccessException failure) {
		Throwable cause = failure.getMostSpecificCause();
		return cause.getMessage() != null && cause.getMessage().startsWith("NOSCRIPT");
	}

}
