package io.millrace.inference.prewarm;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

import io.millrace.common.problem.ProblemException;
import io.millrace.inference.queue.Backlog;
import io.millrace.sink.log.PartitionLog;
import io.millrace.sink.log.PartitionProcessor;
import lombok.RequiredArgsConstructor;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.errors.RetriableException;

/**
 * The events of one partition. At least once: the position is Kafka's commit, and passes
 * an event when Kafka has the requests that it asks for. Begins with what comes after the
 * first start. Waits while the queue is full: people's requests go first.
 */

@RequiredArgsConstructor
final class PrewarmProcessor implements PartitionProcessor {

	/** So much is done at a time, so that other partitions get their turn. */
	private static final int PER_TICK = 50;

	private final Prewarmer prewarmer;

	private final Backlog backlog;

	private final PartitionLog partitionLog;

	private final Deque<Due> due = new ArrayDeque<>();

	private long next;

	private record Due(long offset, Prewarmer.Wish wish) {
	}

	@Override
	public long open() {
		OffsetAndMetadata commit = this.partitionLog.committed();
		long end = this.partitionLog.end();
		long known = (commit != null) ? Math.min(commit.offset(), end) : end;
		this.next = Math.max(known, this.partitionLog.start());
		return this.next;
	}

	@Override
	public void process(List<ConsumerRecord<byte[], byte[]>> records, long position) {
		for (ConsumerRecord<byte[], byte[]> record : records) {
			if (record.value() != null) {
				this.prewarmer.wishes(record.value()).forEach((wish) -> this.due.add(new Due(record.offset(), wish)));
			}
		}
		this.next = position;
		tick();
	}

	@Override
	public boolean hasRoom() {
		return this.due.isEmpty();
	}

	@Override
	public boolean hasMore() {
		return !this.due.isEmpty() && this.backlog.hasRoom();
	}

	@Override
	public void tick() {
		for (int i = 0; i < PER_TICK && hasMore(); i++) {
			prepare(this.due.element().wish);
			this.due.remove();
		}
	}

	private void prepare(Prewarmer.Wish wish) {
		try {
			this.prewarmer.prepare(wish);
		}
		catch (ProblemException ex) {
			// All of it can be retried: from the commit, after a pause.
			throw new NotNowException(ex);
		}
	}

	/** What the loop knows as passing. */
	private static final class NotNowException extends RetriableException {

		private static final long serialVersionUID = 1L;

		private NotNowException(ProblemException cause) {
			super(cause.detail(), cause);
		}

	}

	@Override
	public void flush() {
		// What is due is left to the next owner.
	}

	@Override
	public long position() {
		Due first = this.due.peek();
		return (first != null) ? first.offset : this.next;
	}

	@Override
	public long committable() {
		return position();
	}

}
