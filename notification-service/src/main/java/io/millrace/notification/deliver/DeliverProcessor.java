package io.millrace.notification.deliver;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

import io.micrometer.core.instrument.Counter;
import io.millrace.notification.channel.Delivery;
import io.millrace.notification.channel.DeliveryLog;
import io.millrace.sink.MalformedRecordException;
import io.millrace.sink.log.PartitionLog;
import io.millrace.sink.log.PartitionProcessor;
import lombok.extern.slf4j.Slf4j;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;

/**
 * Sends the deliveries of one partition that are for one target; those of a user in
 * order, those of several side by side.
 * <p>
 * At least once: the position is Kafka's commit, and passes a record when it has arrived
 * or is among the dead letters. Where there is no commit yet it begins at the log's
 * start, which holds nothing for a target before it was set up.
 */
@Slf4j
final class DeliverProcessor implements PartitionProcessor {

	/** For what is on its way when the partition is given away. */
	private static final Duration PATIENCE = Duration.ofSeconds(1);

	/** The lane of what names no user. */
	private static final String NOBODY = "";

	private final Courier courier;

	private final DeliveryLog deliveries;

	private final Set<String> known;

	private final boolean clerk;

	private final PartitionLog partitionLog;

	private final Window window = new Window();

	private final Lanes lanes = new Lanes();

	/**
	 * @param known all targets that are set up here
	 * @param clerk whether to look after records that name no target that is
	 */
	DeliverProcessor(Courier courier, DeliveryLog deliveries, Set<String> known, boolean clerk,
			PartitionLog partitionLog) {
		this.courier = courier;
		this.deliveries = deliveries;
		this.known = known;
		this.clerk = clerk;
		this.partitionLog = partitionLog;
	}

	@Override
	public long open() {
		OffsetAndMetadata commit = this.partitionLog.committed();
		long start = this.partitionLog.start();
		long position = (commit != null) ? commit.offset() : start;
		if (position < start) {
			log.error("Retention has removed up to {} records of {} that {} had not got", start - position,
					this.partitionLog.partition(), this.courier.target().name());
			this.courier.metrics().missed.increment(start - position);
			position = start;
		}
		else if (position > this.partitionLog.end()) {
			log.warn("{} has lost records, {} gets what it still has again", this.partitionLog.partition(),
					this.courier.target().name());
			position = start;
		}
		this.window.read(position);
		return position;
	}

	@Override
	public void process(List<ConsumerRecord<byte[], byte[]>> records, long next) {
		for (ConsumerRecord<byte[], byte[]> record : records) {
			String target = this.deliveries.target(record);
			if (target.equals(this.courier.target().name())) {
				take(record);
			}
			else if (this.clerk && !this.known.contains(target)) {
				lookAfter(record, target);
			}
		}
		this.window.read(next);
	}

	private void take(ConsumerRecord<byte[], byte[]> record) {
		try {
			Delivery delivery = this.deliveries.read(record);
			settle(record, delivery.user(), (stopped) -> this.courier.deliver(record, delivery, stopped));
		}
		catch (MalformedRecordException ex) {
			setAside(record, String.valueOf(ex.getMessage()));
		}
	}

	private void setAside(ConsumerRecord<byte[], byte[]> record, String reason) {
		String what = record.topic() + "-" + record.partition() + "@" + record.offset();
		settle(record, NOBODY, (stopped) -> this.courier.setAside(record, what, reason, stopped));
	}

	/** It may be for a target that was here, or that only another node has yet. */
	private void lookAfter(ConsumerRecord<byte[], byte[]> record, String target) {
		try {
			this.deliveries.read(record);
			this.courier.metrics().unclaimed.increment();
			log.debug("Nobody here sends to {}", target);
		}
		catch (MalformedRecordException ex) {
			setAside(record, String.valueOf(ex.getMessage()));
		}
	}

	private interface Settling {

		Counter run(CountDownLatch stopped) throws InterruptedException;

	}

	private void settle(ConsumerRecord<byte[], byte[]> record, String user, Settling settling) {
		this.window.take(record.offset());
		this.courier.metrics().taken.increment();
		this.courier.metrics().pending.incrementAndGet();
		this.lanes.add(user, (stopped) -> {
			Counter outcome = settling.run(stopped);
			if (this.window.settle(record.offset())) {
				outcome.increment();
				this.courier.metrics().pending.decrementAndGet();
			}
		});
	}

	@Override
	public boolean hasRoom() {
		return this.window.hasRoom();
	}

	@Override
	public void tick() {
		// Nothing is due by the clock: whoever waits does so in a thread.
	}

	@Override
	public void flush() {
		this.lanes.finish(PATIENCE);
	}

	@Override
	public long position() {
		return this.window.position();
	}

	@Override
	public long committable() {
		return this.window.position();
	}

	@Override
	public void close() {
		this.lanes.stop();
		int left = this.window.close();
		this.courier.metrics().pending.addAndGet(-left);
		this.courier.metrics().returned.increment(left);
	}

}
