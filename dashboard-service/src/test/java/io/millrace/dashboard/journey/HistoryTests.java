package io.millrace.dashboard.journey;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class HistoryTests {

	private final Random random = new Random(9);

	@Test
	void isReadAsItWasWrittenAndIsNoLongerThanItSays() {
		for (int i = 0; i < 2000; i++) {
			List<Mark> marks = new ArrayList<>();
			for (int mark = this.random.nextInt(1, 100); mark > 0; mark--) {
				marks.add(new Mark(time(), this.random.nextInt(1, 1024)));
			}
			History history = History.of(marks);
			assertThat(History.of(history.toBytes())).isEqualTo(history);
			assertThat(history.size()).isBetween(history.toBytes().length,
					history.toBytes().length + 2 * marks.size() + 6);
		}
	}

	/** Milliseconds of these years, days, and what can only be made up. */
	private long time() {
		return switch (this.random.nextInt(4)) {
			case 0 -> this.random.nextLong(-62_135_596_800_000L, 253_402_300_800_000L);
			case 1 -> this.random.nextLong(20_000);
			case 2 -> 0;
			default -> 1_795_000_000_000L + this.random.nextLong(86_400_000);
		};
	}

}
