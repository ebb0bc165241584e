package io.millrace.dashboard.query;

import java.time.Duration;
import java.util.List;

import io.millrace.common.problem.Problem;
import io.millrace.common.problem.ProblemError;
import io.millrace.common.problem.ProblemException;
import io.millrace.common.topic.TopicSettings;
import io.millrace.dashboard.aggregate.AggregateStore;
import io.millrace.sink.fence.Fence;
import io.millrace.sink.fence.FenceStore;
import io.millrace.sink.fence.GenerationStore;
import lombok.RequiredArgsConstructor;
import org.apache.kafka.common.TopicPartition;

/**
 * Waits until events are counted, so that somebody who has sent one sees it.
 */
@RequiredArgsConstructor
final class OffsetWait {

	private static final Duration PAUSE = Duration.ofMillis(10);

	private final TopicSettings topic;

	private final GenerationStore generations;

	private final FenceStore fences;

	private final Duration patience;

	/**
	 * @throws ProblemException 400 if there is no such partition, 503 if it takes too
	 * long
	 */
	void await(List<MinOffset> wanted) {
		wanted.forEach(this::check);
		long deadline = System.nanoTime() + this.patience.toNanos();
		while (!wanted.stream().allMatch(this::isCounted)) {
			if (System.nanoTime() - deadline >= 0) {
				throw new ProblemException(Problem.UNAVAILABLE,
						"Not all that 'minOffset' names was counted within " + this.patience.toMillis() + " ms",
						Duration.ofSeconds(1));
			}
			pause();
		}
	}

	private void check(MinOffset wanted) {
		if (!wanted.topic().equals(this.topic.name()) || wanted.partition() >= this.topic.partitions()) {
			String detail = "'minOffset' names a partition that isn't counted here: " + this.topic.name() + " has "
					+ this.topic.partitions() + " partitions, from 0 on";
			throw new ProblemException(Problem.INVALID_PARAMETER, detail,
					List.of(new ProblemError("minOffset", detail)));
		}
	}

	private boolean isCounted(MinOffset wanted) {
		TopicPartition partition = new TopicPartition(wanted.topic(), wanted.partition());
		return this.generations.current().map((generation) -> {
			Fence fence = this.fences.read(AggregateStore.slot(generation.name(), partition));
			return fence != null && fence.next() > wanted.offset();
		}).orElse(false);
	}

	private static void pause() {
		try {
			Thread.sleep(PAUSE);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new ProblemException(Problem.UNAVAILABLE, "The service is stopping");
		}
	}

}
