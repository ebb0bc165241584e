package io.millrace.common.event.body;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.UUID;

/**
 * Ids for the events of one body: UUIDs of version 7 (RFC 9562). Randomness is drawn
 * once, later ids count up from it (section 6.2, method 2), so that they sort in the
 * order of the body. Not thread-safe.
 */
final class UuidV7 {

	private static final SecureRandom RANDOM = new SecureRandom();

	private final long high;

	private long low;

	UuidV7(Instant now) {
		this.high = (now.toEpochMilli() << 16) | 0x7000L | RANDOM.nextInt(1 << 12);
		// The upper bit of the counter starts as 0: no body is long enough to overflow
		// it.
		this.low = RANDOM.nextLong() >>> 3;
	}

	UUID next() {
		return new UUID(this.high, 0x8000000000000000L | this.low++);
	}

}
