package io.millrace.notification.apply;

import java.util.Optional;

import io.millrace.common.event.Identity;
import io.millrace.notification.log.Entry;
import io.millrace.notification.log.ItemId;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/**
 * Records of the inbox log, made by hand.
 */
record LogOfInboxes(long offset, long timeMillis, UserEntry happened) {

	static Entry add(String item) {
		return add(item, "c", false);
	}

	static Entry add(String item, String category, boolean collapse) {
		return new Entry.Add(id(item), category, item, "b", null, item, "/s", "r", collapse, null, null);
	}

	static String id(String item) {
		return ItemId.of(Identity.of("/s", item, "u"), "r", "u");
	}

	ConsumerRecord<byte[], byte[]> record() {
		return new ConsumerRecord<>("inbox-log", 0, this.offset, this.timeMillis, TimestampType.LOG_APPEND_TIME, 0, 0,
				new byte[0], new byte[0], new RecordHeaders(), Optional.empty());
	}

}
