package io.millrace.sink.rebuild;

import java.util.ArrayList;
import java.util.List;

import io.millrace.sink.fence.Generation;
import io.millrace.sink.fence.GenerationStore;
import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.core.Cursor;
import org.springframework.data.redis.core.ScanOptions;
import org.springframework.data.redis.core.StringRedisTemplate;

/**
 * Finds and removes what generations that have ended, or were given up, have left in
 * slots <code>{&lt;prefix&gt;.&lt;generation&gt;.…}</code>: nobody reads it. Thread-safe.
 */
public final class EndedGenerationStore {

	private static final int AT_ONCE = 500;

	private final GenerationStore generations;

	/** What stands before a generation's name in a key. */
	private final String before;

	private final StringRedisTemplate redis;

	/**
	 * The generations as they were at the last look, and whether nothing was left beside
	 * them.
	 */
	private volatile Look last = new Look("", "", true);

	/**
	 * @param prefix of the slots' tags, up to the point before the generation's name
	 */
	public EndedGenerationStore(String prefix, GenerationStore generations, StringRedisTemplate redis) {
		this.before = "{" + prefix + ".";
		this.generations = generations;
		this.redis = redis;
	}

	/**
	 * What there was.
	 *
	 * @param read the generation that is read
	 * @param filled the one that is filled beside it, or empty
	 * @param clean whether there was nothing else
	 */
	private record Look(String read, String filled, boolean clean) {

		boolean sees(Generation generation) {
			return this.read.equals(generation.name()) && this.filled.equals(generation.next().orElse(""));
		}

		boolean keeps(String name) {
			return this.read.equals(name) || this.filled.equals(name);
		}

	}

	/**
	 * Removes a part of what is left. Nothing if the generations have changed since the
	 * last call: somebody may still be reading, and an owner may not have heard of it
	 * yet.
	 * @param most how many keys to remove at most
	 * @return how many were removed; none while the present generation is being filled
	 * @throws org.springframework.dao.DataAccessException if Redis can't be reached
	 */
	int remove(int most) {
		Generation generation = this.generations.current().orElse(null);
		if (generation == null || generation.filling()) {
			return 0;
		}
		Look look = this.last;
		if (!look.sees(generation)) {
			this.last = new Look(generation.name(), generation.next().orElse(""), false);
			return 0;
		}
		if (look.clean()) {
			return 0;
		}
		List<String> ended = ended(look, most);
		// One by one: they may lie on different servers.
		ended.forEach(this.redis::unlink);
		this.last = new Look(look.read(), look.filled(), ended.isEmpty());
		return ended.size();
	}

	private List<String> ended(Look look, int most) {
		List<String> ended = new ArrayList<>();
		ScanOptions options = ScanOptions.scanOptions().match(this.before + "*").count(AT_ONCE).build();
		try (Cursor<String> keys = this.redis.scan(options)) {
			while (keys.hasNext() && ended.size() < most) {
				String key = keys.next();
				String name = generation(key);
				if (name != null && !look.keeps(name)) {
					ended.add(key);
				}
			}
		}
		return ended;
	}

	/** The generation in a key; generations' names have no point. */
	private @Nullable String generation(String key) {
		int end = key.startsWith(this.before) ? key.indexOf('.', this.before.length()) : -1;
		return (end > 0) ? key.substring(this.before.length(), end) : null;
	}

}
