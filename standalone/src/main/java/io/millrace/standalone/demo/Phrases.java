package io.millrace.standalone.demo;

import java.util.List;
import java.util.Random;

/**
 * What is searched for in the shop.
 */
final class Phrases {

	private static final List<String> FORMS = List.of("%s", "best %s", "organic %s", "%s for beginners", "%s as a gift",
			"%s on sale", "small %s", "large %s", "how to use %s", "%s reviews", "cheap %s", "%s near me");

	/** The most wanted first. */
	static final List<String> ALL = FORMS.stream()
		.flatMap((form) -> Catalogue.titles().stream().map((title) -> form.formatted(title)))
		.toList();

	/** How much is searched for the phrases up to each of them, all in all 1. */
	private static final double[] SHARES = shares();

	private Phrases() {
	}

	/** Zipf's law: the n-th is searched for a n-th as often as the first. */
	private static double[] shares() {
		double[] shares = new double[ALL.size()];
		double sum = 0;
		for (int rank = 0; rank < shares.length; rank++) {
			sum += 1.0 / (rank + 1);
			shares[rank] = sum;
		}
		for (int rank = 0; rank < shares.length; rank++) {
			shares[rank] /= sum;
		}
		return shares;
	}

	static String any(Random random) {
		double point = random.nextDouble();
		int rank = 0;
		while (rank < SHARES.length - 1 && SHARES[rank] <= point) {
			rank++;
		}
		return ALL.get(rank);
	}

}
