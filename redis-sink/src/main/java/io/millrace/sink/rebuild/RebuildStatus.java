package io.millrace.sink.rebuild;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * A rebuild as it is told over REST.
 *
 * @param id names it, and the generation that it fills
 * @param status running, completed, failed or cancelled
 * @param progress how much is done, from 0 to 1
 * @param partitions how many partitions there are
 * @param joined how many of them are as far as what is read, and compared with it
 * @param records how many offsets have been read
 * @param total how many there are to read
 * @param startedAt when it was asked for
 * @param endedAt when it ended
 * @param secondsLeft how much longer it will take, at the speed that it had so far
 * @param reason why it failed
 * @param comparison what comparing it with what was read came to; absent if nothing was
 * compared
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RebuildStatus(String id, String status, double progress, int partitions, int joined, long records,
		long total, Instant startedAt, @Nullable Instant endedAt, @Nullable Long secondsLeft, @Nullable String reason,
		@Nullable Difference comparison) {

	/**
	 * How a rebuilt generation differs from what was read.
	 *
	 * @param compared how many buckets were compared, in all partitions
	 * @param different how many of them differ
	 * @param example one of the differences
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	public record Difference(long compared, long different, @Nullable String example) {

		static Difference of(Comparison comparison) {
			return new Difference(comparison.compared(), comparison.different(),
					comparison.example().isEmpty() ? null : comparison.example());
		}

	}

	public static RebuildStatus of(Rebuild rebuild, Instant now) {
		return new RebuildStatus(rebuild.id(), rebuild.state().name().toLowerCase(Locale.ROOT), rebuild.progress(),
				rebuild.partitions(), rebuild.joined(), rebuild.records(), rebuild.total(), rebuild.startedAt(),
				rebuild.endedAt().orElse(null), rebuild.timeLeft(now).map(Duration::toSeconds).orElse(null),
				rebuild.reason().orElse(null), rebuild.comparison().map(Difference::of).orElse(null));
	}

}
