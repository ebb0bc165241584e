package io.millrace.testsupport;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ModelTests {

	private final Model model = new Model(Map.of("shop.buy", (event) -> "Bought " + event.data().get("item")));

	@BeforeEach
	void traffic() {
		this.model.accept(List.of(event("1", "shop.buy", "ann", "10:00:59.999Z", "rye"),
				event("2", "shop.buy", "ann", "10:01:00Z", "oat"), event("3", "shop.view", "ann", "10:00:00Z", "rye"),
				event("1", "shop.buy", "ann", "10:00:59.999Z", "rye"),
				event("1", "shop.buy", "bob", "10:00:01Z", "quern")));
	}

	@Test
	void countsEachIdentityOnce() {
		assertThat(this.model.events()).isEqualTo(4);
		assertThat(this.model.eventsByType()).isEqualTo(Map.of("shop.buy", 3L, "shop.view", 1L));
		assertThat(this.model.usersByType()).isEqualTo(Map.of("shop.buy", 2L, "shop.view", 1L));
		assertThat(this.model.users()).containsExactlyInAnyOrder("ann", "bob");
		assertThat(this.model.eventsByTypeAndMinute().get("shop.buy"))
			.isEqualTo(Map.of(at("10:00:00Z"), 2L, at("10:01:00Z"), 1L));
	}

	@Test
	void inboxesHoldTheirUsersItemsInTheOrderSent() {
		assertThat(this.model.titles("ann")).containsExactly("Bought rye", "Bought oat");
		assertThat(this.model.titles("bob")).containsExactly("Bought quern");
		assertThat(this.model.titles("carl")).isEmpty();
	}

	@Test
	void actionsChangeWhatIsUnread() {
		assertThat(this.model.unread("ann")).isEqualTo(2);
		this.model.mark("ann", 0, true);
		assertThat(this.model.unread("ann")).isEqualTo(1);
		this.model.mark("ann", 0, false);
		this.model.readAll("ann");
		assertThat(this.model.unread("ann")).isZero();
		this.model.accept(event("4", "shop.buy", "ann", "10:02:00Z", "sieve"));
		assertThat(this.model.unread("ann")).isEqualTo(1);
		assertThat(this.model.unread("bob")).isEqualTo(1);
	}

	private static TestEvent event(String id, String type, String user, String time, String item) {
		return new TestEvent("/shop", id, type, user, at(time), Map.of("item", item));
	}

	private static Instant at(String time) {
		return Instant.parse("2026-11-22T" + time);
	}

}
