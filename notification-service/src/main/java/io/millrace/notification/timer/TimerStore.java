package io.millrace.notification.timer;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
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
	 * The epoch whose timers are to be looked at; none while the inboxes are being
	 * filled, as what is applied then is history.
	 * @throws org.springframework.dao.DataAccessException if Redis can't be read
	 */
	Optional<String> epoch() {
		return this.epochs.current().filter((epoch) -> !epoch.filling()).map(Generation::name);
	}

	/**
	 * The first timers of a partition that have gone off.
	 * @throws org.springframework.dao.DataAccessException if Redis can't be read
	 */
	List<DueTimer> due(String epoch, int partition, Instant now, int limit) {
		Set<TypedTuple<String>> due = this.redis.opsForZSet()
			.rangeByScoreWithScores(InboxKeys.timers(InboxKeys.slot(epoch, partition)), Double.NEGATIVE_INFINITY,
					now.toEpochMilli(), 0, limit);
		return Objects.requireNonNull(due)
			.stream()
			.map((timer) -> new DueTimer(Objects.requireNonNull(timer.getValue()),
					Objects.requireNonNull(timer.getScore()).longValue()))
			.toList();
	}

}
