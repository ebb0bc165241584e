package io.millrace.notification.apply;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

import io.millrace.notification.log.Entry;
import io.millrace.sink.fence.ScriptCall;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class InboxEffectTests {

	private static final String ID = "AAAAAAAAAAAAAAAAAAAAAA";

	private final InboxEffect effect = new InboxEffect(InboxKeys.slot("e1", 3),
			new InboxProperties(1_000, Duration.ofDays(90), 1));

	private long offset;

	@Test
	void hasNoEffectWithoutRecords() {
		assertThat(this.effect.drain()).isSameAs(ScriptCall.NONE);
	}

	@Test
	void namesTheKeysOfAUserOnce() {
		assertThat(add("u1", new Entry.Read(ID))).isTrue();
		assertThat(add("}{:", new Entry.Read(ID))).isTrue();
		assertThat(add("u1", new Entry.Unread(ID))).isTrue();
		ScriptCall call = this.effect.drain();
		assertThat(call.keys()).containsExactly("{inbox.e1.3}:order:u1", "{inbox.e1.3}:items:u1",
				"{inbox.e1.3}:read:u1", "{inbox.e1.3}:meta:u1", "{inbox.e1.3}:order:}{:", "{inbox.e1.3}:items:}{:",
				"{inbox.e1.3}:read:}{:", "{inbox.e1.3}:meta:}{:");
		assertThat(call.arguments().subList(0, 9))
			.extracting((argument) -> new String(argument, StandardCharsets.UTF_8))
			.containsExactly("1000", "7776000000", "read", "0", "0", "1700000000000", "2023-08-16T22:13:20.000Z", ID,
					"");
		assertThat(new String(call.arguments().get(9 + 1), StandardCharsets.UTF_8)).isEqualTo("1");
		assertThat(new String(call.arguments().get(16 + 1), StandardCharsets.UTF_8)).isEqualTo("0");
	}

	@Test
	void startsAnewAfterAScript() {
		add("u1", new Entry.Read(ID));
		this.effect.drain();
		assertThat(this.effect.drain()).isSameAs(ScriptCall.NONE);
		add("u2", new Entry.Read(ID));
		assertThat(this.effect.drain().keys()).hasSize(4).allMatch((key) -> key.endsWith("u2"));
	}

	@Test
	void boundsTheCellsOfAScript() {
		assertThat(add("u1", new Entry.ReadAll(1))).isTrue();
		assertThat(add("u2", new Entry.ReadAll(1))).as("up to 1,000 items each").isFalse();
		this.effect.drain();
		int taken = 0;
		while (add("u1", new Entry.Read(ID))) {
			taken++;
		}
		assertThat(taken).isEqualTo(1_000);
	}

	@Test
	void boundsTheBytesOfAScript() {
		Entry large = new Entry.Add(ID, "c", "t", "x".repeat(100_000), null, "1", "/s", "r");
		assertThat(add("u1", large)).isTrue();
		assertThat(add("u2", large)).isTrue();
		assertThat(add("u3", large)).isFalse();
		assertThat(this.effect.drain().keys()).hasSize(8);
	}

	@Test
	void takesAnyRecordAlone() {
		assertThat(add("u1", new Entry.Add(ID, "c", "t", "x".repeat(1_000_000), null, "1", "/s", "r"))).isTrue();
		assertThat(add("u1", new Entry.Read(ID))).isFalse();
	}

	@Test
	void storesTheTimeWhereTheScriptLooksForIt() {
		add("u1", new Entry.Add(ID, "c", "t", "b", null, "1", "/s", "r"));
		String item = new String(this.effect.drain().arguments().getLast(), StandardCharsets.UTF_8);
		assertThat(item).isEqualTo("{\"createdAt\":\"2023-11-14T22:13:20.000Z\",\"id\":\"" + ID
				+ "\",\"seq\":0,\"category\":\"c\",\"title\":\"t\",\"body\":\"b\",\"eventId\":\"1\"}");
		assertThat(item.substring(14, 38)).isEqualTo("2023-11-14T22:13:20.000Z");
	}

	private boolean add(String user, Entry entry) {
		ConsumerRecord<byte[], byte[]> record = new ConsumerRecord<>("inbox-log", 3, this.offset++, 1_700_000_000_000L,
				TimestampType.LOG_APPEND_TIME, 0, 0, new byte[0], new byte[0], new RecordHeaders(), Optional.empty());
		return this.effect.add(record, new UserEntry(user, entry));
	}

}
