package io.millrace.sink.fence;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * One effect, ready to be run under a fence.
 *
 * @param script what to run
 * @param keys the keys it touches, all of the fence's slot: {@code KEYS[2]} and following
 * @param arguments {@code ARGV[4]} and following
 */
public record ScriptCall(FencedScript script, List<String> keys, List<byte[]> arguments) {

	/** Moves the fence and does nothing else. */
	public static final ScriptCall NONE = new ScriptCall(FencedScript.NONE, List.of(), List.of());

	public ScriptCall {
		keys = List.copyOf(keys);
		arguments = List.copyOf(arguments);
	}

	public static byte[] argument(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	public static byte[] argument(long number) {
		return argument(Long.toString(number));
	}

}
