package io.millrace.standalone.demo;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Random;

/**
 * Who is who and what there is in the shop.
 */
final class Catalogue {

	private static final int CUSTOMERS = 900;

	private static final List<String> NAMES = List.of("mina", "ann", "ben", "chidi", "dora", "emre", "fay", "goro",
			"hana", "ivan", "jana", "kofi", "lena", "musa", "nils", "olga", "pia", "quin", "rosa", "sora", "tariq",
			"uma", "vera", "wim", "xenia", "yuto", "zoe", "amir", "bela", "cleo");

	private static final List<Item> ITEMS = List.of(new Item("rye flour", "flour", "4.20", "seller-mill"),
			new Item("oat flakes", "flour", "3.10", "seller-mill"),
			new Item("spelt, whole", "flour", "5.60", "seller-mill"),
			new Item("sieve", "tools", "18.90", "seller-forge"),
			new Item("hand mill", "tools", "139.00", "seller-forge"),
			new Item("bread knife", "tools", "34.50", "seller-forge"),
			new Item("sourdough jar", "tools", "12.00", "seller-kiln"),
			new Item("baking stone", "tools", "49.00", "seller-kiln"),
			new Item("mixing bowl", "tools", "27.80", "seller-kiln"),
			new Item("apron", "linen", "23.00", "seller-loom"), new Item("bread bag", "linen", "9.90", "seller-loom"),
			new Item("proofing cloth", "linen", "14.40", "seller-loom"),
			new Item("sea salt", "pantry", "3.80", "seller-cove"), new Item("caraway", "pantry", "2.90", "seller-cove"),
			new Item("barley malt", "pantry", "6.70", "seller-cove"),
			new Item("The Bread Book", "books", "29.00", "seller-press"),
			new Item("Mills of the World", "books", "44.00", "seller-press"));

	private static final List<Country> COUNTRIES = List.of(new Country("DE", "EUR", "1", 2, 30),
			new Country("KR", "KRW", "1480", 0, 25), new Country("US", "USD", "1.08", 2, 20),
			new Country("GB", "GBP", "0.86", 2, 15), new Country("BR", "BRL", "6.10", 2, 10));

	private Catalogue() {
	}

	/**
	 * Picks a customer; the first ones come far more often than the last ones.
	 */
	static String customer(Random random) {
		int index = (int) (CUSTOMERS * Math.pow(random.nextDouble(), 1.6));
		String name = NAMES.get(index % NAMES.size());
		return (index < NAMES.size()) ? name : name + "-" + index / NAMES.size();
	}

	/**
	 * Where a customer lives, which stays so.
	 */
	static Country home(String customer) {
		int share = Math.floorMod(customer.hashCode() * 0x9E3779B9, 100);
		for (Country country : COUNTRIES) {
			share -= country.share();
			if (share < 0) {
				return country;
			}
		}
		throw new IllegalStateException("shares must add up to 100");
	}

	static Item item(Random random) {
		return ITEMS.get((int) (ITEMS.size() * Math.pow(random.nextDouble(), 1.3)));
	}

	/** What there is to buy, by its name. */
	static List<String> titles() {
		return ITEMS.stream().map(Item::title).toList();
	}

	/**
	 * Something to buy.
	 *
	 * @param title its name
	 * @param category its shelf
	 * @param euros its price
	 * @param sellerId who sells it
	 */
	record Item(String title, String category, BigDecimal euros, String sellerId) {

		Item(String title, String category, String euros, String sellerId) {
			this(title, category, new BigDecimal(euros), sellerId);
		}

	}

	/**
	 * Where customers live.
	 *
	 * @param code ISO 3166
	 * @param currency ISO 4217
	 * @param rate units for a euro
	 * @param decimals of the currency
	 * @param share per cent of the customers
	 */
	record Country(String code, String currency, BigDecimal rate, int decimals, int share) {

		Country(String code, String currency, String rate, int decimals, int share) {
			this(code, currency, new BigDecimal(rate), decimals, share);
		}

		BigDecimal price(BigDecimal euros) {
			return euros.multiply(this.rate).setScale(this.decimals, RoundingMode.HALF_UP);
		}

	}

}
