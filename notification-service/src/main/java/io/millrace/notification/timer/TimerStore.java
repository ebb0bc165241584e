package io.millrace.notification.timer;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;

import io.millrace.notification.apply.InboxKeys;
import io.millrace.sink.fence.Generation;
import io.millrace.sink.fence.GenerationStore;
import lombok.RequiredArgsConstructor;

import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.core.ZSetOperations.TypedTuple;

/**
 * Reads the timers that apply scripts set. Thread-safe.
 */
@RequiredArgsConstructor
final class TimerStore {

	private final GenerationStore epochs;

	private final StringRedisTemplate redis;

	/**
	 * The first timers of a partition that have gone off; none while the inboxes are
	 * being filled, as what is read then is history.
	 * @throws org.springframework.dao.DataAccessException if Redis can't be read
	 */
	List<DueTimer> due(int partition, Instant now, int limit) {
		Generation epoch = this.epochs.current().orElse(null);
		if (epoch == null || epoch.filling()) {
			return List.of();
		}
		Set<TypedTuple<String>> due = this.redis.opsForZSet()
			.rangeByScoreWithScores(InboxKeys.timers(InboxKeys.slot(epoch.name(), partition)), Double.NEGATIVE_INFINITY,
					now.toEpochMilli(), 0, limit);
		return Objects.requireNonNull(due)
			.stream()
			.map((timer) -> new DueTimer(Objects.requireNonNull(timer.getValue()),
					Objects.requireNonNull(timer.getScore()).longValue()))
			.toList();
	}

}
