package io.millrace.sink.rebuild;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * How a generation is being filled, or was, beside the one that is read.
 *
 * @param id the generation's name
 * @param state what became of it
 * @param partitions how many there are to fill
 * @param joined how many of them are as far as what is read, and compared with it
 * @param records how many offsets have been read, of those that have joined all
 * @param total how many there are to read
 * @param startedAt when it was asked for
 * @param endedAt when it ended
 * @param reason why it failed
 * @param comparison what comparing it with what was read came to so far; empty if nothing
 * was compared
 */
public record Rebuild(String id, State state, int partitions, int joined, long records, long total, Instant startedAt,
		Optional<Instant> endedAt, Optional<String> reason, Optional<Comparison> comparison) {

	/**
	 * What became of a rebuild.
	 */
	public enum State {

		/** It is being filled. */
		RUNNING,
		/** It took the place of what was read. */
		COMPLETED,
		/** It could not be filled. */
		FAILED,
		/** Somebody gave it up. */
		CANCELLED

	}

	static Rebuild of(String id, Map<String, String> stored) {
		int partitions = Integer.parseInt(stored.getOrDefault("partitions", "0"));
		int joined = 0;
		long records = 0;
		long total = 0;
		for (int partition = 0; partition < partitions; partition++) {
			long from = number(stored, "from:" + partition);
			long goal = number(stored, "goal:" + partition);
			total += Math.max(0, goal - from);
			if ("1".equals(stored.get("joined:" + partition))) {
				joined++;
				records += Math.max(0, goal - from);
			}
			else {
				records += Math.max(0, Math.min(goal, number(stored, "at:" + partition)) - from);
			}
		}
		return new Rebuild(id, State.valueOf(stored.getOrDefault("state", "running").toUpperCase(Locale.ROOT)),
				partitions, joined, records, total, Instant.ofEpochMilli(number(stored, "startedAt")),
				Optional.ofNullable(stored.get("endedAt")).map((at) -> Instant.ofEpochMilli(Long.parseLong(at))),
				Optional.ofNullable(stored.get("reason")).filter((reason) -> !reason.isEmpty()),
				comparison(stored, partitions));
	}

	private static Optional<Comparison> comparison(Map<String, String> stored, int partitions) {
		return IntStream.range(0, partitions)
			.filter((partition) -> stored.containsKey("compared:" + partition))
			.mapToObj((partition) -> new Comparison(number(stored, "compared:" + partition),
					number(stored, "different:" + partition), stored.getOrDefault("example:" + partition, "")))
			.reduce(Comparison::plus);
	}

	private static long number(Map<String, String> stored, String field) {
		return Long.parseLong(stored.getOrDefault(field, "0"));
	}

	/**
	 * How much of it is done, from 0 to 1; 1 only once it has taken the place.
	 */
	public double progress() {
		if (this.state == State.COMPLETED) {
			return 1;
		}
		return (this.total > 0) ? Math.min(0.99, (double) this.records / this.total) : 0;
	}

	/**
	 * How much longer it will take at the speed it had so far; nothing if that can't be
	 * told.
	 */
	public Optional<Duration> timeLeft(Instant now) {
		if (this.state != State.RUNNING || this.records == 0) {
			return Optional.empty();
		}
		double millis = (double) Duration.between(this.startedAt, now).toMillis() / this.records
				* (this.total - this.records);
		return Optional.of(Duration.ofMillis(Math.round(millis)));
	}

	Rebuild failed(String why) {
		return new Rebuild(this.id, State.FAILED, this.partitions, this.joined, this.records, this.total,
				this.startedAt, this.endedAt, Optional.of(why), this.comparison);
	}

}
