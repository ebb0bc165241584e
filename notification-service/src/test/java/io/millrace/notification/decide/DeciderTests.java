package io.millrace.notification.decide;

import java.nio.charset.StandardCharsets;
import java.util.List;

import io.millrace.common.event.Event;
import io.millrace.common.event.EventCodec;
import io.millrace.notification.audience.Followers;
import io.millrace.notification.audience.Preferences;
import io.millrace.notification.channel.Channels;
import io.millrace.notification.decide.DecideMetrics.Tally;
import io.millrace.notification.log.Entry;
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

	private final Followers followers = new Followers();

	private final Preferences preferences = new Preferences();

	private final Decider decider = decider(
			new Rule("buyer", "order.*", "subject", "orders", "Paid {{data.amount}}", "{{subject}}", "", "", "", false,
					List.of("inbox")),
			new Rule("seller", "order.paid", "data.sellerId", "sales", "Sold", "to {{subject}}", "", "", "", true,
					List.of("inbox")));

	private Decider decider(Rule... rules) {
		return new Decider(new Rules(List.of(rules)), this.followers, this.preferences, new Channels(List.of()),
				this.events, this.entries, DataSize.ofBytes(50));
	}

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

	@Test
	void notifiesEachOfAListOnce() throws Exception {
		assertThat(
				this.decider.decide(event("order.paid", "{\"sellerId\":[\"s1\",\"s2\",\"s1\",{},null]}"), this.tally))
			.extracting(Decision::recipient)
			.containsExactly("u1", "s1", "s2");
	}

	@Test
	void asksTheCondition() throws Exception {
		Decider large = decider(new Rule("large", "order.paid", "subject", "orders", "t", "",
				"data.amount > 100 && data.tags.exists(t, t == 'new')", "", "", false, List.of("inbox")));
		assertThat(large.decide(event("order.paid", "{\"amount\":100.5,\"tags\":[\"old\",\"new\"]}"), this.tally))
			.hasSize(1);
		assertThat(large.decide(event("order.paid", "{\"amount\":100,\"tags\":[\"new\"]}"), this.tally)).isEmpty();
		assertThat(large.decide(event("order.paid", "{}"), this.tally)).as("no such field").isEmpty();
		assertThat(large.decide(event("order.paid", "{\"amount\":\"much\",\"tags\":[]}"), this.tally)).isEmpty();
		assertThat(this.tally.unmet).isEqualTo(3);
	}

	@Test
	void notifiesFollowers() throws Exception {
		Decider news = decider(new Rule("news", "post.new", "subject", "news", "{{data.t}}", "", "",
				"author-{{subject}}", "", false, List.of("inbox")));
		assertThat(news.decide(event("post.new", "{}"), this.tally)).isEmpty();
		assertThat(this.tally.recipientsMissing).isOne();
		for (String user : List.of("b/c", "a", "c")) {
			this.followers.put(Followers.name("author-u1", user), new byte[0], 1);
		}
		this.followers.remove(Followers.name("author-u1", "c"));
		this.followers.put(Followers.name("author-u2", "d"), new byte[0], 1);
		assertThat(news.decide(event("post.new", "{\"t\":1}"), this.tally)).extracting(Decision::recipient)
			.containsExactly("a", "b/c");
	}

	@Test
	void leavesOutWhatIsMutedUnlessItIsCritical() throws Exception {
		this.preferences.put("u1", "{\"categories\":{\"orders\":{\"inbox\":false}}}".getBytes(StandardCharsets.UTF_8),
				1);
		this.preferences.put("s1", "{\"categories\":{\"sales\":{\"inbox\":false}}}".getBytes(StandardCharsets.UTF_8),
				2);
		assertThat(this.decider.decide(event("order.paid", "{\"sellerId\":\"s1\"}"), this.tally))
			.extracting(Decision::recipient)
			.containsExactly("s1");
		assertThat(this.tally.muted).isOne();
		this.preferences.remove("u1");
		assertThat(this.decider.decide(event("order.paid", "{}"), this.tally)).hasSize(1);
	}

	@Test
	void givesEventsOfOneCollapseKeyOneId() throws Exception {
		Decider likes = decider(new Rule("likes", "photo.liked", "subject", "likes", "{{data.by}} likes it", "", "", "",
				"{{data.photo}}", false, List.of("inbox")));
		Entry.Add first = likes.decide(event("photo.liked", "{\"photo\":1,\"by\":\"a\"}"), this.tally)
			.getFirst()
			.entry();
		Entry.Add second = likes.decide(event("photo.liked", "{\"photo\":1,\"by\":\"b\"}"), this.tally)
			.getFirst()
			.entry();
		Entry.Add other = likes.decide(event("photo.liked", "{\"photo\":2,\"by\":\"a\"}"), this.tally)
			.getFirst()
			.entry();
		assertThat(second.id()).isEqualTo(first.id()).isNotEqualTo(other.id());
		assertThat(second.collapses()).isTrue();
		assertThat(second.title()).isEqualTo("b likes it");
	}

	private Event event(String type, String data) throws Exception {
		String json = """
				{"specversion":"1.0","id":"e1","source":"/shop","type":"%s","subject":"u1","time":"2026-11-22T10:00:00Z",\
				"data":%s}"""
			.formatted(type, data);
		return this.events.decode(json.getBytes(StandardCharsets.UTF_8));
	}

}
