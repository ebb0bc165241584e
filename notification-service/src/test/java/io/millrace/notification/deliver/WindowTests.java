package io.millrace.notification.deliver;

import java.util.stream.LongStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class WindowTests {

	private final Window window = new Window();

	@Test
	void passesOnlyWhatIsSettled() {
		this.window.read(10);
		assertThat(this.window.position()).isEqualTo(10);
		LongStream.of(12, 15, 17).forEach(this.window::take);
		this.window.read(20);
		assertThat(this.window.position()).isEqualTo(12);
		this.window.settle(15);
		assertThat(this.window.position()).isEqualTo(12);
		this.window.settle(12);
		assertThat(this.window.position()).isEqualTo(17);
		this.window.settle(17);
		assertThat(this.window.position()).isEqualTo(20);
	}

	@Test
	void leavesTheRestToTheNextOwner() {
		LongStream.of(1, 2).forEach(this.window::take);
		assertThat(this.window.settle(2)).isTrue();
		assertThat(this.window.close()).isOne();
		assertThat(this.window.settle(1)).isFalse();
		assertThat(this.window.position()).isOne();
	}

	@Test
	void hasNoRoomForMoreThanMayComeTwice() {
		LongStream.range(0, Window.MOST).forEach(this.window::take);
		LongStream.range(1, Window.MOST).forEach(this.window::settle);
		assertThat(this.window.hasRoom()).isFalse();
		this.window.settle(0);
		assertThat(this.window.hasRoom()).isTrue();
	}

}
