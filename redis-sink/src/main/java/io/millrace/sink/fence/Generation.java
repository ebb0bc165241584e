package io.millrace.sink.fence;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * One filling of Redis from the log. Its name is part of every key, and is never used
 * twice.
 *
 * @param name its name
 * @param filling whether it isn't complete yet: what it holds may be less than what the
 * log says
 * @param filled how many partitions have caught up
 * @param partitions how many there are
 * @param since from when on it counts, where retention had already taken what was before
 * @param layout how what it holds is laid out
 * @param next the generation that is being filled beside it, to take its place
 */
public record Generation(String name, boolean filling, int filled, int partitions, Optional<Instant> since, int layout,
		Optional<String> next) {

	static Generation of(Map<String, String> pointer) {
		int filled = 0;
		long since = -1;
		for (Map.Entry<String, String> entry : pointer.entrySet()) {
			if (entry.getKey().startsWith("filled:")) {
				filled++;
			}
			else if (entry.getKey().startsWith("since:")) {
				since = Math.max(since, Long.parseLong(entry.getValue()));
			}
		}
		return new Generation(pointer.getOrDefault("name", ""), !"complete".equals(pointer.get("state")), filled,
				Integer.parseInt(pointer.getOrDefault("partitions", "0")),
				(since >= 0) ? Optional.of(Instant.ofEpochMilli(since)) : Optional.empty(),
				Integer.parseInt(pointer.getOrDefault("layout", "1")), Optional.ofNullable(pointer.get("next")));
	}

}
