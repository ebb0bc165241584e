package io.millrace.ingest.hold;

import java.time.Duration;
import java.util.List;

import io.millrace.sink.fence.ScriptCall;
import io.millrace.sink.fence.ScriptLoader;
import lombok.RequiredArgsConstructor;

/**
 * Settles which node hands a stream over. Not a fence: an owner that was frozen may still
 * think it is one. Every method throws
 * {@link org.springframework.dao.DataAccessException} if Redis doesn't answer.
 * Thread-safe.
 */
@RequiredArgsConstructor
public final class OwnerStore {

	private final ScriptLoader scripts;

	/**
	 * Becomes the owner, or stays it.
	 * @param key where the owner's token is
	 * @param token this node's
	 * @param time for how long, unless it is renewed
	 * @return whether it is
	 */
	public boolean own(String key, String token, Duration time) {
		return HoldStore.number(this.scripts, HoldScript.OWNER, List.of(key),
				List.of(ScriptCall.argument(token), ScriptCall.argument(time.toMillis()))) == 1;
	}

	/** Lets others in at once. */
	public void release(String key, String token) {
		var unused = this.scripts.run(HoldScript.RELEASE, List.of(key), List.of(ScriptCall.argument(token)));
	}

}
