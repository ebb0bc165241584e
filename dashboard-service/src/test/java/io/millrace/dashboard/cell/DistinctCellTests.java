package io.millrace.dashboard.cell;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class DistinctCellTests {

	@Test
	void isAnotherOnlyForUsersThatChangeIt() {
		DistinctCell sketch = new DistinctCell();
		byte[] before = sketch.toBytes();
		for (int i = 0; i < 200_000; i++) {
			boolean changed = sketch.add(Value.of("user-" + i));
			if (i % 997 == 0 || i < 100) {
				assertThat(sketch.toBytes().length).isEqualTo(sketch.size());
				assertThat(!java.util.Arrays.equals(before, sketch.toBytes())).as("user %s", i).isEqualTo(changed);
			}
			if (changed) {
				before = sketch.toBytes();
			}
			if (i % 50 == 0) {
				assertThat(sketch.add(Value.of("user-" + i))).as("the same user again").isFalse();
			}
		}
	}

	@Test
	void growsByNoMoreThanItSays() {
		DistinctCell sketch = new DistinctCell();
		int size = sketch.size();
		int greatest = 0;
		for (int i = 0; i < 100_000; i++) {
			sketch.add(Value.of("user-" + i));
			greatest = Math.max(greatest, sketch.size() - size);
			size = sketch.size();
		}
		assertThat(greatest).isPositive().isLessThanOrEqualTo(DistinctCell.GROWTH);
	}

	@Test
	void goesOnWhereItWasStored() {
		DistinctCell whole = new DistinctCell();
		DistinctCell interrupted = new DistinctCell();
		for (int i = 0; i < 20_000; i++) {
			whole.add(Value.of("user-" + i));
			interrupted.add(Value.of("user-" + i));
			if (i % 500 == 0) {
				interrupted = DistinctCell.of(interrupted.toBytes());
			}
		}
		assertThat(interrupted.toBytes()).isEqualTo(whole.toBytes());
	}

	@Test
	void unitesUsersInsteadOfAddingThemUp() {
		DistinctTotal union = new DistinctTotal();
		for (int part = 0; part < 4; part++) {
			DistinctCell sketch = new DistinctCell();
			for (int i = part * 5_000; i < part * 5_000 + 10_000; i++) {
				sketch.add(Value.of("user-" + i));
			}
			union.add(sketch.toBytes());
		}
		assertThat(((Long) union.value()).doubleValue()).isCloseTo(25_000, within(25_000 * 0.03));
	}

	@Test
	void isExactForAFewUsers() {
		DistinctTotal union = new DistinctTotal();
		for (int part = 0; part < 3; part++) {
			DistinctCell sketch = new DistinctCell();
			for (int i = 0; i < 100; i++) {
				sketch.add(Value.of("😀/" + (part * 50 + i)));
			}
			union.add(sketch.toBytes());
		}
		assertThat(union.value()).isEqualTo(200L);
	}

}
