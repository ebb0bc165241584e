package io.millrace.notification.decide;

import java.util.ArrayList;
import java.util.List;

import io.millrace.common.event.EventCodec;
import io.millrace.notification.channel.DeliveryLog;
import io.millrace.notification.log.EntryCodec;
import io.millrace.notification.log.InboxLog;
import io.millrace.sink.log.ProcessingObserver;
import io.millrace.sink.log.TransactionalProducers;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * What the partitions of the deciding group share.
 */
record DecideContext(String group, String deadLetterTopic, long duplicateWindow, EventCodec events, Decider decider,
		EntryCodec entries, InboxLog inboxLog, DeliveryLog deliveryLog, TransactionalProducers producers,
		List<ProcessingObserver> observers, DecideMetrics metrics) {

	/** What is appended for a notification. */
	List<ProducerRecord<byte[], byte[]>> records(Decision decision) {
		String user = decision.recipient();
		List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
		if (decision.route().inbox()) {
			records
				.add(this.entries.record(this.inboxLog.topic(), this.inboxLog.partition(user), user, decision.entry()));
		}
		decision.deliveries().forEach((delivery) -> records.add(this.deliveryLog.record(delivery)));
		return records;
	}

}
