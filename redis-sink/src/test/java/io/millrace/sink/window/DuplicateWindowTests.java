package io.millrace.sink.window;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class DuplicateWindowTests {

	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 7, 100, 1000 })
	void agreesWithAMapThatForgetsNothing(long size) {
		DuplicateWindow window = new DuplicateWindow(size);
		Map<RecordId, Long> latest = new HashMap<>();
		Random random = new Random(size);
		long offset = 0;
		int duplicates = 0;
		for (int i = 0; i < 50_000; i++) {
			// Transactions leave holes, now and then wider than the window.
			offset += (random.nextInt(5000) == 0) ? 3 * size : 1 + random.nextInt(3);
			RecordId id = id(random.nextLong(2 * size + 3));
			Long last = latest.put(id, offset);
			boolean expected = last != null && last >= offset - size;
			duplicates += expected ? 1 : 0;
			assertThat(window.seen(id, offset)).as("offset %d", offset).isEqualTo(expected);
		}
		assertThat(duplicates).isPositive();
	}

	@Test
	void anOwnerThatReadsTheWindowAgainComesToTheSameVerdicts() {
		long size = 50;
		Random random = new Random(1);
		RecordId[] log = random.longs(1000, 0, 60).mapToObj(DuplicateWindowTests::id).toArray(RecordId[]::new);
		DuplicateWindow first = new DuplicateWindow(size);
		for (int offset = 0; offset < 700; offset++) {
			first.seen(log[offset], offset);
		}
		DuplicateWindow second = new DuplicateWindow(size);
		for (int offset = 700 - (int) size; offset < 700; offset++) {
			second.seen(log[offset], offset);
		}
		for (int offset = 700; offset < 1000; offset++) {
			assertThat(second.seen(log[offset], offset)).isEqualTo(first.seen(log[offset], offset));
		}
	}

	@Test
	void aDuplicateMovesTheOffsetOn() {
		DuplicateWindow window = new DuplicateWindow(10);
		assertThat(window.seen(id(1), 0)).isFalse();
		assertThat(window.seen(id(1), 9)).isTrue();
		assertThat(window.seen(id(1), 19)).isTrue();
		assertThat(window.seen(id(1), 30)).isFalse();
	}

	@Test
	void findsNothingWhereItsSizeIsZero() {
		DuplicateWindow window = new DuplicateWindow(0);
		assertThat(window.seen(id(1), 0)).isFalse();
		assertThat(window.seen(id(1), 1)).isFalse();
	}

	@Test
	void refusesANegativeSize() {
		assertThatIllegalArgumentException().isThrownBy(() -> new DuplicateWindow(-1));
	}

	private static RecordId id(long number) {
		// Spread as a hash would, and alike in the low bits for some, so that probing
		// happens.
		return new RecordId(number * 0x9E3779B97F4A7C15L, number);
	}

}
