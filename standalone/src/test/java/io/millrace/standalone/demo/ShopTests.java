package io.millrace.standalone.demo;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ShopTests {

	private static final Instant OPENING = Instant.parse("2026-11-22T10:00:17.250Z");

	@Test
	void sameTimeGivesSameEventsHoweverItIsAskedFor() {
		List<ShopEvent> atOnce = new Shop(OPENING).until(OPENING.plusSeconds(600));
		List<ShopEvent> bySeconds = new ArrayList<>();
		Shop shop = new Shop(OPENING);
		for (int second = 1; second <= 600; second++) {
			bySeconds.addAll(shop.until(OPENING.plusSeconds(second)));
		}
		assertThat(bySeconds).isEqualTo(atOnce);
		List<ShopEvent> openedLater = new Shop(OPENING.plusSeconds(300)).until(OPENING.plusSeconds(600));
		assertThat(openedLater).isNotEmpty()
			.isEqualTo(atOnce.stream().filter((event) -> !event.time().isBefore(OPENING.plusSeconds(300))).toList());
	}

	@Test
	void eventsComeInTheOrderOfTheirTimeWithIdsOfTheirOwn() {
		List<ShopEvent> events = new Shop(OPENING).until(OPENING.plusSeconds(600));
		assertThat(events).isSortedAccordingTo((a, b) -> a.time().compareTo(b.time()));
		Set<String> ids = new HashSet<>();
		assertThat(events).allMatch((event) -> ids.add(event.id()));
	}

	@Test
	void twentyToFiftyEventsComeEachSecondWithUpsAndDowns() {
		List<Long> perMinute = new ArrayList<>();
		Shop shop = new Shop(OPENING);
		for (int minute = 1; minute <= 90; minute++) {
			perMinute.add((long) shop.until(OPENING.plus(Duration.ofMinutes(minute))).size());
		}
		assertThat(perMinute).allMatch((count) -> count > 18 * 60 && count < 50 * 60);
		long least = perMinute.stream().mapToLong(Long::longValue).min().orElseThrow();
		long most = perMinute.stream().mapToLong(Long::longValue).max().orElseThrow();
		assertThat(most).isGreaterThan(least * 4 / 3);
	}

	@Test
	void nobodyPaysBeforeBuyingOrBuysBeforeLooking() {
		Map<String, String> lastOfVisit = new HashMap<>();
		Map<String, Set<String>> before = Map.of("shop.view", Set.of("", "shop.view", "shop.fav"), "shop.fav",
				Set.of("shop.view"), "shop.cart", Set.of("shop.view", "shop.fav"), "shop.buy", Set.of("shop.cart"),
				"order.paid", Set.of("shop.buy"));
		// From a moment at which no visit of before is going on any more.
		List<ShopEvent> events = new Shop(OPENING).until(OPENING.plus(Duration.ofMinutes(30)));
		for (ShopEvent event : events) {
			String visit = event.id().substring(0, event.id().lastIndexOf('-'));
			String last = lastOfVisit.put(visit, event.type());
			if (last != null || event.id().endsWith("-0")) {
				assertThat(before.get(event.type())).contains((last != null) ? last : "");
			}
		}
		assertThat(events).extracting(ShopEvent::type).containsAll(before.keySet());
	}

	@Test
	void visitsAreAsShortAsTheShopAssumes() {
		Map<String, Instant> firstOfVisit = new HashMap<>();
		Duration longest = Duration.ZERO;
		for (ShopEvent event : new Shop(OPENING).until(OPENING.plus(Duration.ofMinutes(60)))) {
			Instant first = firstOfVisit.computeIfAbsent(event.id().substring(0, event.id().lastIndexOf('-')),
					(visit) -> event.time());
			Duration since = Duration.between(first, event.time());
			longest = (since.compareTo(longest) > 0) ? since : longest;
		}
		assertThat(longest).isLessThan(Duration.ofMinutes(Visit.LONGEST_MINUTES - 1));
	}

	@Test
	void amountsHaveTheirCurrencysDecimals() {
		new Shop(OPENING).until(OPENING.plusSeconds(600))
			.stream()
			.filter((event) -> event.type().equals("order.paid"))
			.forEach((event) -> {
				String amount = String.valueOf(event.data().get("amount"));
				assertThat(amount).matches("KRW".equals(event.data().get("currency")) ? "[1-9]\\d*" : "\\d+\\.\\d\\d");
			});
	}

}
