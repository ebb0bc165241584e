package io.millrace.standalone.demo;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import io.millrace.standalone.demo.Catalogue.Country;
import io.millrace.standalone.demo.Catalogue.Item;

/**
 * One customer's way through the shop: looks at some things, perhaps likes one, perhaps
 * takes one, perhaps buys it and pays.
 */
final class Visit {

	/**
	 * No visit takes longer, in minutes.
	 */
	static final int LONGEST_MINUTES = 6;

	private static final int MOST_VIEWS = 8;

	private final String id;

	private final String customer;

	private final Country home;

	private final Random random;

	private final List<ShopEvent> events = new ArrayList<>();

	private Instant now;

	private Visit(String id, Instant from, Random random) {
		this.id = id;
		this.random = random;
		this.now = from;
		this.customer = Catalogue.customer(random);
		this.home = Catalogue.home(this.customer);
	}

	/**
	 * Returns all that a customer does who comes at a moment, in order.
	 * @param id of the visit; with the same random numbers the same events come of it
	 */
	static List<ShopEvent> events(String id, Instant from, Random random) {
		Visit visit = new Visit(id, from, random);
		visit.walk();
		return visit.events;
	}

	private void walk() {
		Item item = Catalogue.item(this.random);
		for (int views = 1 + this.random.nextInt(MOST_VIEWS); views > 0; views--) {
			item = Catalogue.item(this.random);
			happens("shop.view", about(item), 3, 25);
			if (chance(0.12)) {
				happens("shop.fav", about(item), 1, 8);
			}
		}
		if (chance(0.45)) {
			Map<String, Object> taken = about(item);
			taken.put("quantity", 1 + this.random.nextInt(3));
			happens("shop.cart", taken, 2, 15);
			if (chance(0.55)) {
				buy(item);
			}
		}
	}

	private void buy(Item item) {
		happens("shop.buy", about(item), 8, 40);
		Map<String, Object> order = new LinkedHashMap<>();
		order.put("orderId", this.id.replace("demo-", "A"));
		order.put("amount", this.home.price(item.euros()));
		order.put("currency", this.home.currency());
		order.put("country", this.home.code());
		order.put("sellerId", item.sellerId());
		if (chance(0.93)) {
			happens("order.paid", order, 1, 6);
		}
	}

	private Map<String, Object> about(Item item) {
		BigDecimal price = this.home.price(item.euros());
		Map<String, Object> data = new LinkedHashMap<>();
		data.put("item", item.title());
		data.put("category", item.category());
		data.put("price", price);
		data.put("currency", this.home.currency());
		data.put("country", this.home.code());
		data.put("sellerId", item.sellerId());
		return data;
	}

	private void happens(String type, Map<String, Object> data, int leastSeconds, int mostSeconds) {
		this.now = this.now.plusMillis(this.random.nextInt(leastSeconds * 1_000, mostSeconds * 1_000));
		this.events.add(new ShopEvent(this.id + "-" + this.events.size(), type, this.customer, this.now, data));
	}

	private boolean chance(double probability) {
		return this.random.nextDouble() < probability;
	}

}
