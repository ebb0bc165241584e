package io.millrace.notification.log;

import io.millrace.common.event.Identity;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ItemIdTests {

	private static final Identity EVENT = Identity.of("/shop", "42", "u1");

	@Test
	void followsFromEventRuleAndRecipient() {
		// Written down once: ids that change would bring every notification a second
		// time.
		assertThat(ItemId.of(EVENT, "order-paid", "u1")).isEqualTo("ZdNvXwftc80WO2RUbRHRSQ")
			.isEqualTo(ItemId.of(Identity.of("/shop", "42", "u1"), "order-paid", "u1"));
	}

	@Test
	void differsWhereAnyOfThemDiffers() {
		String id = ItemId.of(EVENT, "order-paid", "u1");
		assertThat(ItemId.of(Identity.of("/shop", "43", "u1"), "order-paid", "u1")).isNotEqualTo(id);
		assertThat(ItemId.of(EVENT, "order-paid2", "u1")).isNotEqualTo(id);
		assertThat(ItemId.of(EVENT, "order-paid", "2u1")).isNotEqualTo(id);
		assertThat(ItemId.of(EVENT, "order-pai", "du1")).isNotEqualTo(id);
	}

	@Test
	void hasAFormThatOthersDoNotHave() {
		assertThat(ItemId.isPossible(ItemId.of(EVENT, "r", "u"))).isTrue();
		assertThat(ItemId.isPossible("")).isFalse();
		assertThat(ItemId.isPossible("count")).isFalse();
		assertThat(ItemId.isPossible("AAAAAAAAAAAAAAAAAAAAA/")).isFalse();
		assertThat(ItemId.isPossible("AAAAAAAAAAAAAAAAAAAAAA\n")).isFalse();
	}

}
