package io.millrace.sink;

import java.time.Instant;

import io.millrace.sink.fence.Fence;
import io.millrace.sink.fence.FenceStore.Outcome;
import io.millrace.sink.fence.Generation;
import io.millrace.sink.fence.Slot;
import io.millrace.sink.log.PartitionLog;
import io.millrace.sink.log.PartitionStoppedException;
import io.millrace.sink.log.ReopenException;

/**
 * Decides where a partition starts: at the fence that is stored, if it fits the log as it
 * is; at the log's start in a generation that is being filled; nowhere else.
 */
final class FencePosition {

	private final SinkContext context;

	private final PartitionLog log;

	private final Generation generation;

	private final Slot slot;

	private final String topicId;

	private final long start;

	private final long end;

	FencePosition(SinkContext context, PartitionLog log, Generation generation, Slot slot) {
		this.context = context;
		this.log = log;
		this.generation = generation;
		this.slot = slot;
		this.topicId = log.topicId();
		this.start = log.start();
		this.end = log.end();
	}

	/** The log's first offset. */
	long start() {
		return this.start;
	}

	/** The log's high watermark. */
	long end() {
		return this.end;
	}

	/**
	 * @throws PartitionStoppedException if there is no position from which nothing would
	 * be lost or doubled
	 */
	Fence find() {
		Fence stored = this.context.fences().read(this.slot);
		if (stored == null) {
			return first();
		}
		if (!stored.topicId().equals(this.topicId)) {
			throw stop("the fence is of another topic that had the same name (" + stored.topicId() + ")");
		}
		if (stored.next() > this.end) {
			throw stop("the fence at " + stored.next() + " is beyond the log's end at " + this.end);
		}
		if (stored.next() < this.start) {
			throw stop("the fence at " + stored.next() + " is before the log's start at " + this.start
					+ "; retention has taken what lies between");
		}
		return stored;
	}

	private Fence first() {
		if (!this.generation.filling()) {
			throw stop("generation " + this.generation.name() + " has lost its fence");
		}
		Fence first = new Fence(this.topicId, this.start);
		if (this.start > 0) {
			long since = this.log.startTimestamp();
			this.context.generations()
				.since(this.generation, this.log.partition().partition(),
						(since >= 0) ? Instant.ofEpochMilli(since) : this.context.clock().instant());
		}
		if (this.context.fences().create(this.slot, first) == Outcome.REFUSED) {
			throw new ReopenException("another owner has begun to fill");
		}
		return first;
	}

	private PartitionStoppedException stop(String reason) {
		return new PartitionStoppedException(reason,
				"redis-cli DEL '" + this.context.generations().key() + "' (everything is filled anew from the log)");
	}

}
