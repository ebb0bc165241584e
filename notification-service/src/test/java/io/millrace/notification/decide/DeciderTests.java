package io.millrace.notification.decide;

import java.nio.charset.StandardCharsets;
import java.util.List;

import io.millrace.common.event.Event;
import io.millrace.common.event.EventCodec;
import io.millrace.notification.decide.DecideMetrics.Tally;
import io.millrace.notification.log.EntryCodec;
import io.millrace.notification.log.ItemId;
import io.millrace.notification.rule.Rule;
import io.millrace.notification.rule.Rules;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;

class DeciderTests {

	private final EventCodec events = new EventCodec();

	private final EntryCodec entries = new EntryCodec();

	private final Decider decider = new Decider(
			new Rules(List.of(new Rule("buyer", "order.*", "subject", "orders", "Paid {{data.amount}}", "{{subject}}"),
					new Rule("seller", "order.paid", "data.sellerId", "sales", "Sold", "to {{subject}}"))),
			this.events, this.entries, DataSize.ofBytes(50));

	private final Tally tally = new Tally();

	@Test
	void notifiesEveryRecipientOfEveryMatchingRule() throws Exception {
		Event event = event("order.paid", "{\"amount\":12.50,\"sellerId\":\"s1\"}");
		List<Decision> decisions = this.decider.decide(event, this.tally);
		assertThat(decisions).extracting(Decision::recipient).containsExactly("u1", "s1");
		assertThat(new String(this.entries.encode(decisions.getFirst().entry()), StandardCharsets.UTF_8))
			.isEqualTo("{\"op\":\"add\",\"id\":\"" + ItemId.of(event.identity(), "buyer", "u1")
					+ "\",\"category\":\"orders\",\"title\":\"Paid 12.50\",\"body\":\"u1\","
					+ "\"data\":{\"amount\":12.50,\"sellerId\":\"s1\"},\"eventId\":\"e1\",\"source\":\"/shop\",\"rule\":\"buyer\"}");
		assertThat(this.tally.matched).isOne();
		assertThat(this.tally.notifications).isEqualTo(2);
	}

	@Test
	void comesToTheSameWhenAskedAgain() throws Exception {
		Event event = event("order.paid", "{\"sellerId\":\"s1\"}");
		assertThat(this.decider.decide(event, this.tally)).isEqualTo(this.decider.decide(event, this.tally));
	}

	@Test
	void countsEventsThatNoRuleLooksAt() throws Exception {
		assertThat(this.decider.decide(event("cart.filled", "{}"), this.tally)).isEmpty();
		assertThat(this.tally.unmatched).isOne();
	}

	@Test
	void countsRecipientsThatAreMissing() throws Exception {
		assertThat(this.decider.decide(event("order.paid", "{\"sellerId\":null}"), this.tally)).hasSize(1);
		assertThat(this.tally.recipientsMissing).isOne();
	}

	@ParameterizedTest
	@ValueSource(strings = { "\"\"", "\"a\\nb\"" })
	void countsRecipientsThatNobodyCanBe(String recipient) throws Exception {
		assertThat(this.decider.decide(event("order.paid", "{\"sellerId\":" + recipient + "}"), this.tally))
			.extracting(Decision::recipient)
			.containsExactly("u1");
		assertThat(this.tally.recipientsInvalid).isOne();
	}

	@Test
	void takesANumberForARecipient() throws Exception {
		assertThat(this.decider.decide(event("order.paid", "{\"sellerId\":17}"), this.tally))
			.extracting(Decision::recipient)
			.containsExactly("u1", "17");
	}

	@Test
	void leavesOutDataThatIsTooLarge() throws Exception {
		String fits = "{\"a\":\"" + "x".repeat(42) + "\"}";
		assertThat(fits).hasSize(50);
		assertThat(this.decider.decide(event("order.new", fits), this.tally).getFirst().entry().data()).isNotNull();
		String larger = "{\"a\":\"" + "x".repeat(43) + "\"}";
		assertThat(this.decider.decide(event("order.new", larger), this.tally).getFirst().entry().data()).isNull();
	}

	private Event event(String type, String data) throws Exception {
		String json = """
				{"specversion":"1.0","id":"e1","source":"/shop","type":"%s","subject":"u1","time":"2026-11-22T10:00:00Z",\
				"data":%s}"""
			.formatted(type, data);
		return this.events.decode(json.getBytes(StandardCharsets.UTF_8));
	}

}
