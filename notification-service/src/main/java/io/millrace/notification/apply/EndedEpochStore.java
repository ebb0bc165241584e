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

	/** The epoch beside which there was nothing left: it need not be looked again. */
	private volatile String clean = "";

	/**
	 * Removes a part of what is left.
	 * @param most how many keys to remove at most
	 * @return how many were removed; none while the present epoch is being filled
	 * @throws org.springframework.dao.DataAccessException if Redis can't be reached
	 */
	int remove(int most) {
		Generation epoch = this.epochs.current().orElse(null);
		if (epoch == null || epoch.filling() || epoch.name().equals(this.clean)) {
			return 0;
		}
		List<String> ended = new ArrayList<>();
		ScanOptions options = ScanOptions.scanOptions().match(PREFIX + "*").count(AT_ONCE).build();
		try (Cursor<String> keys = this.redis.scan(options)) {
			while (keys.hasNext() && ended.size() < most) {
				String key = keys.next();
				String name = epoch(key);
				if (name != null && !name.equals(epoch.name())) {
					ended.add(key);
				}
			}
		}
		if (ended.isEmpty()) {
			this.clean = epoch.name();
		}
		// One by one: they may lie on different servers.
		ended.forEach(this.redis::unlink);
		return ended.size();
	}

	/** The epoch in a key {@code {inbox.<epoch>.<partition>}:…}. */
	private static @Nullable String epoch(String key) {
		int end = key.indexOf('}');
		int dot = key.lastIndexOf('.', end);
		return (dot > PREFIX.length()) ? key.substring(PREFIX.length(), dot) : null;
	}

}
