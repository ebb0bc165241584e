package io.millrace.dashboard.meter;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class UserSketchTests {

	@Test
	void isAnotherOnlyForUsersThatChangeIt() {
		UserSketch sketch = new UserSketch();
		byte[] before = sketch.toBytes();
		for (int i = 0; i < 200_000; i++) {
			boolean changed = sketch.add("user-" + i);
			if (i % 997 == 0 || i < 100) {
				assertThat(sketch.toBytes().length).isEqualTo(sketch.size());
				assertThat(!java.util.Arrays.equals(before, sketch.toBytes())).as("user %s", i).isEqualTo(changed);
			}
			if (changed) {
				before = sketch.toBytes();
			}
			if (i % 50 == 0) {
				assertThat(sketch.add("user-" + i)).as("the same user again").isFalse();
			}
		}
	}

	@Test
	void growsByNoMoreThanItSays() {
		UserSketch sketch = new UserSketch();
		int size = sketch.size();
		int greatest = 0;
		for (int i = 0; i < 100_000; i++) {
			sketch.add("user-" + i);
			greatest = Math.max(greatest, sketch.size() - size);
			size = sketch.size();
		}
		assertThat(greatest).isPositive().isLessThanOrEqualTo(UserSketch.GROWTH);
	}

	@Test
	void goesOnWhereItWasStored() {
		UserSketch whole = new UserSketch();
		UserSketch interrupted = new UserSketch();
		for (int i = 0; i < 20_000; i++) {
			whole.add("user-" + i);
			interrupted.add("user-" + i);
			if (i % 500 == 0) {
				interrupted = UserSketch.of(interrupted.toBytes());
			}
		}
		assertThat(interrupted.toBytes()).isEqualTo(whole.toBytes());
	}

	@Test
	void unitesUsersInsteadOfAddingThemUp() {
		UserUnion union = new UserUnion();
		for (int part = 0; part < 4; part++) {
			UserSketch sketch = new UserSketch();
			for (int i = part * 5_000; i < part * 5_000 + 10_000; i++) {
				sketch.add("user-" + i);
			}
			union.add(sketch.toBytes());
		}
		assertThat((double) union.estimate()).isCloseTo(25_000, within(25_000 * 0.03));
	}

	@Test
	void isExactForAFewUsers() {
		UserUnion union = new UserUnion();
		for (int part = 0; part < 3; part++) {
			UserSketch sketch = new UserSketch();
			for (int i = 0; i < 100; i++) {
				sketch.add("😀/" + (part * 50 + i));
			}
			union.add(sketch.toBytes());
		}
		assertThat(union.estimate()).isEqualTo(200);
	}

}
