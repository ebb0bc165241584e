package io.millrace.sink;

import java.time.Duration;
import java.time.Instant;

import io.millrace.sink.fence.Fence;
import io.millrace.sink.fence.FenceStore.Outcome;
import io.millrace.sink.fence.Slot;
import io.millrace.sink.log.PartitionLog;
import io.millrace.sink.log.ReopenException;
import io.millrace.sink.rebuild.PartitionProgress;
import io.millrace.sink.rebuild.RebuildStore.Standing;
import lombok.extern.slf4j.Slf4j;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.jspecify.annotations.Nullable;

/**
 * A partition of a generation that is being filled beside the live one. Until it is as
 * far as that it is fed from the log by a consumer of its own, in slices, so that the
 * live one goes on; then it has joined, and is given what the live one is given, each
 * batch first. So from then on it is never behind, whoever dies in between. Used by one
 * thread.
 */
@Slf4j
final class PartitionRebuild<E> implements AutoCloseable {

	private static final Duration SLICE = Duration.ofMillis(20);

	private static final Duration POLL = Duration.ofMillis(5);

	private final SinkContext context;

	private final PartitionLog partitionLog;

	private final RecordFilter<E> filter;

	private final Target<E> target;

	private final long from;

	/** Null once it has joined. */
	private @Nullable Consumer<byte[], byte[]> reader;

	/**
	 * Goes on where the partition's last owner was, or begins at the log's start.
	 * @throws IllegalStateException if it can't be filled from the log as it is now
	 */
	PartitionRebuild(String generation, SinkSpec<E> spec, SinkContext context, PartitionLog partitionLog,
			Target<E> live) {
		this.context = context;
		this.partitionLog = partitionLog;
		this.from = partitionLog.start();
		Slot slot = spec.slots().apply(generation, partitionLog.partition());
		Fence stored = context.fences().read(slot);
		Fence fence = (stored != null) ? stored : begin(generation, slot, live);
		if (!fence.topicId().equals(partitionLog.topicId()) || fence.next() > partitionLog.end()) {
			throw new IllegalStateException("it was filled from another log");
		}
		if (fence.next() < this.from) {
			throw overtaken();
		}
		this.filter = new RecordFilter<>(spec.reader(), context.properties().duplicateWindow());
		this.target = new Target<>(context, generation, slot, spec.effects().open(slot, partitionLog.partition()),
				fence);
		if (fence.next() < live.written()) {
			this.reader = partitionLog.reader(this.filter.readFrom(this.from, fence.next()));
		}
	}

	private Fence begin(String generation, Slot slot, Target<E> live) {
		if (this.from > 0) {
			long since = this.partitionLog.startTimestamp();
			tell(generation, this.from, live,
					(since >= 0) ? Instant.ofEpochMilli(since) : this.context.clock().instant());
		}
		Fence first = new Fence(this.partitionLog.topicId(), this.from);
		if (this.context.fences().create(slot, first) == Outcome.REFUSED) {
			throw new ReopenException("another owner has begun to fill generation " + generation);
		}
		log.info("{}: filling generation {} from {} to {}, beside {}", this.partitionLog.partition(), generation,
				this.from, live.written(), live.generation());
		return first;
	}

	private static IllegalStateException overtaken() {
		return new IllegalStateException("retention has taken records before they were read; start it again");
	}

	String generation() {
		return this.target.generation();
	}

	Target<E> target() {
		return this.target;
	}

	boolean hasJoined() {
		return this.reader == null;
	}

	/**
	 * Reads on for a moment.
	 * @return whether it has joined by that; then both have to be written before it is
	 * told
	 */
	boolean advance(Target<E> live) {
		Consumer<byte[], byte[]> consumer = this.reader;
		long until = System.nanoTime() + SLICE.toNanos();
		while (consumer != null && System.nanoTime() - until < 0) {
			ConsumerRecords<byte[], byte[]> records = poll(consumer);
			for (ConsumerRecord<byte[], byte[]> record : records) {
				// What lies beyond, the live one is about to be given.
				if (record.offset() < live.taken()) {
					take(record);
				}
			}
			long position = consumer.position(this.partitionLog.partition());
			this.target.pass(Math.min(position, live.taken()));
			if (position >= live.taken()) {
				close();
				return true;
			}
			if (records.isEmpty()) {
				break;
			}
		}
		return false;
	}

	private static ConsumerRecords<byte[], byte[]> poll(Consumer<byte[], byte[]> consumer) {
		try {
			return consumer.poll(POLL);
		}
		catch (OffsetOutOfRangeException ex) {
			throw overtaken();
		}
	}

	private void take(ConsumerRecord<byte[], byte[]> record) {
		E event;
		try {
			event = this.filter.admit(record);
		}
		catch (MalformedRecordException ex) {
			// The live one has set it aside.
			this.target.malformed(record, ex);
			return;
		}
		if (event == null) {
			this.target.duplicate(record);
			return;
		}
		if (!this.target.wants(record.offset()) || this.target.add(record, event)) {
			return;
		}
		this.target.write();
		if (!this.target.add(record, event)) {
			throw new IllegalStateException("an empty batch must take any event");
		}
	}

	/** Tells where this stands. */
	Standing tell(Target<E> live) {
		return tell(generation(), this.target.written(), live, null);
	}

	private Standing tell(String generation, long at, Target<E> live, @Nullable Instant since) {
		return this.context.rebuilds()
			.report(generation, new PartitionProgress(this.partitionLog.partition().partition(), this.from, at,
					live.written(), since == null && hasJoined(), since));
	}

	@Override
	public void close() {
		if (this.reader != null) {
			this.reader.close();
			this.reader = null;
		}
	}

}
