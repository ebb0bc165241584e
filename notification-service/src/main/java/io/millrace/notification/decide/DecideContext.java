package io.millrace.notification.decide;

import java.util.List;

import io.millrace.common.event.EventCodec;
import io.millrace.notification.log.EntryCodec;
import io.millrace.notification.log.InboxLog;
import io.millrace.sink.log.ProcessingObserver;
import io.millrace.sink.log.TransactionalProducers;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * What the partitions of the deciding group share.
 */
record DecideContext(String group, String deadLetterTopic, long duplicateWindow, EventCodec events, Decider decider,
		EntryCodec entries, InboxLog inboxLog, TransactionalProducers producers, List<ProcessingObserver> observers,
		DecideMetrics metrics) {

	ProducerRecord<byte[], byte[]> record(Decision decision) {
		String user = decision.recipient();
		return this.entries.record(this.inboxLog.topic(), this.inboxLog.partition(user), user, decision.entry());
	}

}
