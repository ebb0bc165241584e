package io.millrace.dashboard.aggregate;

import java.util.List;

import io.millrace.dashboard.meter.Bucket;
import io.millrace.dashboard.meter.Level;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CopiedTests {

	private static final Bucket FIRST = new Bucket(Level.MINUTE, 600);

	private static final Bucket SECOND = new Bucket(Level.MINUTE, 660);

	private static final Bucket LATER = new Bucket(Level.MINUTE, 720);

	private static final Bucket DAY = new Bucket(Level.DAY, 0);

	@Test
	void countsFromEachPiecesPosition() {
		Copied copied = new Copied();
		copied.until(FIRST, 10);
		copied.until(SECOND, 20);
		copied.until(DAY, 30);
		copied.stats(30);
		Placement whole = new Placement(List.of(FIRST, SECOND, LATER, DAY), List.of(SECOND), List.of(Level.DAY));
		Copied stored = Copied.of(copied.toString());
		assertThat(stored.leftOf(whole, 9)).isEqualTo(new Placement(List.of(LATER), List.of(), List.of()));
		assertThat(stored.leftOf(whole, 10)).isEqualTo(new Placement(List.of(FIRST, LATER), List.of(), List.of()));
		assertThat(stored.leftOf(whole, 20))
			.isEqualTo(new Placement(List.of(FIRST, SECOND, LATER), List.of(SECOND), List.of()));
		assertThat(stored.leftOf(whole, 30)).isEqualTo(whole);
	}

	@Test
	void piecesOfOnePositionAreOne() {
		Copied copied = new Copied();
		copied.until(FIRST, 10);
		copied.until(SECOND, 10);
		copied.stats(10);
		assertThat(copied).hasToString("stats 10\n1m 660 10");
		Placement placement = new Placement(List.of(FIRST, SECOND, LATER), List.of(), List.of());
		assertThat(copied.leftOf(placement, 5).counters()).containsExactly(LATER);
	}

	@Test
	void countsAllWhereNothingWasCopied() {
		Placement placement = new Placement(List.of(FIRST), List.of(FIRST), List.of(Level.DAY));
		assertThat(Copied.of("").leftOf(placement, 0)).isEqualTo(placement);
	}

}
