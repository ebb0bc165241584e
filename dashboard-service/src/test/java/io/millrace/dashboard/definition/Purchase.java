package io.millrace.dashboard.definition;

import java.math.BigDecimal;
import java.time.Instant;

import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * An event with something to measure.
 *
 * @param id its id
 * @param type its type
 * @param user its subject
 * @param time event time
 * @param amount what is summed; null if the event has none
 * @param amountJson as it is written
 * @param currency null if the event has none
 */
record Purchase(String id, String type, String user, Instant time, @Nullable BigDecimal amount, String amountJson,
		@Nullable String currency) {

	ProducerRecord<byte[], byte[]> record() {
		String data = "{\"amount\":" + this.amountJson + ((this.currency != null)
				? ",\"currency\":\"" + this.currency.replace("\u001b", "\\u001b").replace("\"", "\\\"") + "\"" : "")
				+ "}";
		String json = """
				{"specversion":"1.0","id":"%s","source":"/test","type":"%s","subject":"%s","time":"%s","data":%s}"""
			.formatted(this.id, this.type, this.user, this.time, data);
		return new ProducerRecord<>("user-events", this.user.getBytes(UTF_8), json.getBytes(UTF_8));
	}

	@Nullable String field(String name) {
		return name.equals("type") ? this.type : this.currency;
	}

}
