package io.millrace.standalone.promise;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Random;

/**
 * What people do with their notifications.
 */
enum Deed {

	READ("read", 5), UNREAD("unread", 3), ARCHIVE("archive", 3), UNARCHIVE("unarchive", 2), SNOOZE("snooze", 4),
	UNSNOOZE("unsnooze", 1), DELETE("delete", 2), READ_ALL("readAll", 2), ARCHIVE_ALL("archiveAll", 1),
	DELETE_ALL("deleteAll", 1);

	private static final int WEIGHTS = 24;

	/** What the log calls it. */
	final String op;

	/** How often it is done, in {@link #WEIGHTS}. */
	private final int weight;

	Deed(String op, int weight) {
		this.op = op;
		this.weight = weight;
	}

	static Deed any(Random random) {
		int left = random.nextInt(WEIGHTS);
		for (Deed deed : values()) {
			left -= deed.weight;
			if (left < 0) {
				return deed;
			}
		}
		throw new IllegalStateException("the weights add up to less than " + WEIGHTS);
	}

	boolean isOfAll() {
		return this.op.endsWith("All");
	}

	String path(String user, String id) {
		String what = isOfAll() ? name().toLowerCase(Locale.ROOT).replace('_', '-')
				: id + ((this == DELETE) ? "" : "/" + this.op);
		return "/v1/notifications/" + what + "?user=" + Scenario.encode(user);
	}

	/** Most snoozes end soon, some not while a test runs. */
	String body(Random random) {
		if (this != SNOOZE) {
			return "";
		}
		Duration time = (random.nextInt(4) == 0) ? Duration.ofHours(1) : Duration.ofMillis(500 + random.nextInt(2_500));
		return "{\"until\":\"" + Instant.now().plus(time) + "\"}";
	}

}
