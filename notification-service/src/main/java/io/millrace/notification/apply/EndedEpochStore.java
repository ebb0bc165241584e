package io.millrace.notification.apply;

import java.util.ArrayList;
import java.util.List;

import io.millrace.sink.fence.Generation;
import io.millrace.sink.fence.GenerationStore;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.core.Cursor;
import org.springframework.data.redis.core.ScanOptions;
import org.springframework.data.redis.core.StringRedisTemplate;

/**
 * Finds and removes inboxes of epochs that have ended: nobody reads them, and nothing in
 * them expires. Thread-safe.
 */
@RequiredArgsConstructor
final class EndedEpochStore {

	private static final String PREFIX = "{inbox.";

	private static final int AT_ONCE = 500;

	private final GenerationStore epochs;

	private final StringRedisTemplate redis;

	/**
	 * The epochs as they were at the last look, and whether nothing was left beside them.
	 */
	private volatile Look last = new Look("", "", true);

	/**
	 * What there was.
	 *
	 * @param read the epoch that is read
	 * @param filled the one that is filled beside it, or empty
	 * @param clean whether there was nothing else
	 */
	private record Look(String read, String filled, boolean clean) {

		boolean sees(Generation epoch) {
			return this.read.equals(epoch.name()) && this.filled.equals(epoch.next().orElse(""));
		}

		boolean keeps(String name) {
			return this.read.equals(name) || this.filled.equals(name);
		}

	}

	/**
	 * Removes a part of what is left. Nothing if the epochs have changed since the last
	 * call: somebody may still be reading, and an owner may not have heard of it yet.
	 * @param most how many keys to remove at most
	 * @return how many were removed; none while the present epoch is being filled
	 * @throws org.springframework.dao.DataAccessException if Redis can't be reached
	 */
	int remove(int most) {
		Generation epoch = this.epochs.current().orElse(null);
		if (epoch == null || epoch.filling()) {
			return 0;
		}
		Look look = this.last;
		if (!look.sees(epoch)) {
			this.last = new Look(epoch.name(), epoch.next().orElse(""), false);
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
		ScanOptions options = ScanOptions.scanOptions().match(PREFIX + "*").count(AT_ONCE).build();
		try (Cursor<String> keys = this.redis.scan(options)) {
			while (keys.hasNext() && ended.size() < most) {
				String key = keys.next();
				String name = epoch(key);
				if (name != null && !look.keeps(name)) {
					ended.add(key);
				}
			}
		}
		return ended;
	}

	/** The epoch in a key {@code {inbox.<epoch>.<partition>}:…}. */
	private static @Nullable String epoch(String key) {
		int end = key.indexOf('}');
		int dot = key.lastIndexOf('.', end);
		return (dot > PREFIX.length()) ? key.substring(PREFIX.length(), dot) : null;
	}

}
