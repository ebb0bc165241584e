package io.millrace.notification.log;

import java.nio.charset.StandardCharsets;
import java.util.Set;

import io.millrace.sink.MalformedRecordException;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class EntryCodecTests {

	private static final String ID = "AAAAAAAAAAAAAAAAAAAAAA";

	private final EntryCodec codec = new EntryCodec();

	@ParameterizedTest
	@ValueSource(strings = {
			"{'op':'add','id':'" + ID + "','category':'c','title':'t','body':'清','data':{'a':12.50,'b':[null]},"
					+ "'eventId':'1','source':'/s','rule':'r'}",
			"{'op':'add','id':'" + ID + "','category':'c','title':'','body':'','eventId':'1','source':'/s','rule':'r',"
					+ "'collapse':true}",
			"{'op':'read','id':'" + ID + "'}", "{'op':'unread','id':'" + ID + "'}",
			"{'op':'archive','id':'" + ID + "'}", "{'op':'unarchive','id':'" + ID + "'}",
			"{'op':'snooze','id':'" + ID + "','until':1700000000000}", "{'op':'unsnooze','id':'" + ID + "'}",
			"{'op':'wake','id':'" + ID + "','until':1700000000000}", "{'op':'delete','id':'" + ID + "'}",
			"{'op':'readAll','upTo':17,'states':['unread']}",
			"{'op':'archiveAll','upTo':17,'states':['read'],'category':'c'}",
			"{'op':'deleteAll','upTo':17,'states':['archived']}", "{'op':'expire','at':1700000000000}",
			"{'op':'erase'}" })
	void keepsEntriesAsTheyAre(String json) throws Exception {
		byte[] value = bytes(json);
		assertThat(new String(this.codec.encode(this.codec.decode(value)), StandardCharsets.UTF_8))
			.isEqualTo(new String(value, StandardCharsets.UTF_8));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "null", "17", "[]", "{}", "{'op':'read'}", "{'op':'read','id':17}",
			"{'op':'read','id':'short'}", "{'op':'explode','id':'" + ID + "'}", "{'id':'" + ID + "'}",
			"{'op':'readAll'}", "{'op':'readAll','upTo':-1}", "{'op':'readAll','upTo':1.5}",
			"{'op':'readAll','upTo':'1'}", "{'op':'readAll','upTo':null}",
			"{'op':'readAll','upTo':99999999999999999999}", "{'op':'add','id':'" + ID + "'}",
			"{'op':'read','id':'" + ID + "'} x", "{'op':'read','id':'" + ID + "'", "{'op':['read'],'id':'" + ID + "'}",
			"{'op':'readAll','upTo':{}}", "{'op':'snooze','id':'" + ID + "'}",
			"{'op':'snooze','id':'" + ID + "','until':-1}", "{'op':'deleteAll','upTo':1,'states':['gone']}",
			"{'op':'deleteAll','upTo':1,'states':[null]}", "{'op':'expire'}" })
	void refusesAnythingElse(String json) {
		assertThatThrownBy(() -> this.codec.decode(bytes(json))).isInstanceOf(MalformedRecordException.class);
	}

	@Test
	void refusesTombstonesAndWhatIsNoText() {
		assertThatThrownBy(() -> this.codec.decode(null)).isInstanceOf(MalformedRecordException.class);
		assertThatThrownBy(() -> this.codec.decode(new byte[] { (byte) 0xff, 0 }))
			.isInstanceOf(MalformedRecordException.class);
	}

	@Test
	void passesOverFieldsThatItDoesNotKnow() throws Exception {
		assertThat(this.codec.decode(bytes("{'op':'readAll','upTo':1,'by':'x'}"))).isEqualTo(readAll());
	}

	@Test
	void leavesDataOutThatIsNull() throws Exception {
		Entry entry = this.codec.decode(bytes("{'op':'add','id':'" + ID
				+ "','category':'c','title':'','body':'','data':null,'eventId':'1','source':'/s','rule':'r'}"));
		assertThat(entry)
			.isEqualTo(new Entry.Add(ID, "c", "", "", JsonMapper.shared().nullNode(), "1", "/s", "r", null, null, null))
			.extracting("data")
			.isNull();
	}

	@Test
	void saysWhatTheValueIs() {
		ProducerRecord<byte[], byte[]> record = this.codec.record("inbox-log", 2, "ü", readAll());
		assertThat(record.partition()).isEqualTo(2);
		assertThat(record.key()).isEqualTo("ü".getBytes(StandardCharsets.UTF_8));
		assertThat(record.headers().lastHeader("content-type").value())
			.isEqualTo("application/json".getBytes(StandardCharsets.UTF_8));
	}

	/** What a record of an earlier release means, which names no states. */
	private static Entry readAll() {
		return new Entry.ReadAll(1, Set.of(ItemState.UNREAD), null);
	}

	private static byte[] bytes(String json) {
		return json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
	}

}
