package io.millrace.standalone.demo;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class PhrasesTests {

	@Test
	void areSome200ThatDiffer() {
		assertThat(Phrases.ALL).hasSizeBetween(200, 250).doesNotHaveDuplicates();
	}

	@Test
	void aFewAreSearchedForAllTheTimeAndEachAtSomeTime() {
		Map<String, Integer> searched = new HashMap<>();
		Random random = new Random(7);
		for (int i = 0; i < 100_000; i++) {
			searched.merge(Phrases.any(random), 1, Integer::sum);
		}
		assertThat(searched).containsOnlyKeys(Phrases.ALL);
		// Of n phrases the first has 1 / (1 + 1/2 + … + 1/n), which is 0.169 of 204.
		assertThat(searched.get(Phrases.ALL.getFirst())).isBetween(16_400, 17_400);
		assertThat(searched.get(Phrases.ALL.get(9))).isBetween(1_550, 1_830);
	}

}
