package io.millrace.notification.apply;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.millrace.notification.log.Entry;
import io.millrace.notification.log.ItemState;
import io.millrace.sink.fence.ScriptCall;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class InboxEffectTests {

	private static final String ID = "AAAAAAAAAAAAAAAAAAAAAA";

	private final InboxEffect effect = new InboxEffect(InboxKeys.slot("e1", 3),
			new InboxProperties(1_000, Duration.ofDays(90), Map.of(), Duration.ofMinutes(10), 1));

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
		assertThat(call.keys()).containsExactly("{inbox.e1.3}:timers", "{inbox.e1.3}:order:u1", "{inbox.e1.3}:items:u1",
				"{inbox.e1.3}:states:u1", "{inbox.e1.3}:meta:u1", "{inbox.e1.3}:changes:u1", "{inbox.e1.3}:capped:u1",
				"{inbox.e1.3}:order:}{:", "{inbox.e1.3}:items:}{:", "{inbox.e1.3}:states:}{:", "{inbox.e1.3}:meta:}{:",
				"{inbox.e1.3}:changes:}{:", "{inbox.e1.3}:capped:}{:");
		assertThat(call.arguments().subList(0, 11)).extracting(InboxEffectTests::text)
			.containsExactly("1000", "100", "{inbox.e1.3}:live", "read", "0", "0", "1700000000000", ID, "", "", "");
		assertThat(text(call.arguments().get(11 + 1))).isEqualTo("1");
		assertThat(text(call.arguments().get(19 + 1))).isEqualTo("0");
	}

	@Test
	void startsAnewAfterAScript() {
		add("u1", new Entry.Read(ID));
		this.effect.drain();
		assertThat(this.effect.drain()).isSameAs(ScriptCall.NONE);
		add("u2", new Entry.Read(ID));
		assertThat(this.effect.drain().keys()).hasSize(7).endsWith("{inbox.e1.3}:capped:u2");
	}

	@Test
	void boundsTheCellsOfAScript() {
		assertThat(add("u1", readAll())).isTrue();
		assertThat(add("u2", readAll())).as("up to 1,000 items each").isFalse();
		this.effect.drain();
		int taken = 0;
		while (add("u1", new Entry.Read(ID))) {
			taken++;
		}
		assertThat(taken).isEqualTo(666);
	}

	@Test
	void boundsTheBytesOfAScript() {
		Entry large = new Entry.Add(ID, "c", "t", "x".repeat(100_000), null, "1", "/s", "r", false, null, null);
		assertThat(add("u1", large)).isTrue();
		assertThat(add("u2", large)).isTrue();
		assertThat(add("u3", large)).isFalse();
		assertThat(this.effect.drain().keys()).hasSize(13);
	}

	@Test
	void takesAnyRecordAlone() {
		assertThat(
				add("u1", new Entry.Add(ID, "c", "t", "x".repeat(1_000_000), null, "1", "/s", "r", false, null, null)))
			.isTrue();
		assertThat(add("u1", new Entry.Read(ID))).isFalse();
	}

	@Test
	void storesWhatTheScriptLooksAtInFront() {
		add("u1", new Entry.Add(ID, "c,d", "t", "b", null, "1", "/s", "r", false, null, null));
		List<byte[]> arguments = this.effect.drain().arguments();
		assertThat(text(arguments.get(arguments.size() - 3))).isEqualTo("0,,1700000000000,,1707776000000,,c,d\n"
				+ "{\"title\":\"t\",\"body\":\"b\",\"eventId\":\"1\",\"source\":\"/s\",\"rule\":\"r\"}");
		StoredItem item = StoredItem.decode(arguments.get(arguments.size() - 3));
		assertThat(item.category()).isEqualTo("c,d");
		assertThat(item.updatedAt()).isEqualTo(item.createdAt()).isEqualTo(1_700_000_000_000L);
	}

	private static Entry readAll() {
		return new Entry.ReadAll(1, Set.of(ItemState.UNREAD), null);
	}

	private static String text(byte[] argument) {
		return new String(argument, StandardCharsets.UTF_8);
	}

	private boolean add(String user, Entry entry) {
		ConsumerRecord<byte[], byte[]> record = new ConsumerRecord<>("inbox-log", 3, this.offset++, 1_700_000_000_000L,
				TimestampType.LOG_APPEND_TIME, 0, 0, new byte[0], new byte[0], new RecordHeaders(), Optional.empty());
		return this.effect.add(record, new UserEntry(user, entry));
	}

}
