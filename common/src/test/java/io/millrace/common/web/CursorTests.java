package io.millrace.common.web;

import io.millrace.common.problem.Problem;
import io.millrace.common.problem.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class CursorTests {

	@Test
	void survivesItsWayThroughAUrl() {
		for (Cursor cursor : new Cursor[] { new Cursor("e1", 0), new Cursor("a:b/é😀", Long.MAX_VALUE),
				new Cursor("0199f2c4-7f5e-7000-8000-000000000000", 1_042) }) {
			assertThat(cursor.encode()).matches("[A-Za-z0-9_-]+");
			assertThat(Cursor.decode(cursor.encode())).isEqualTo(cursor);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "x", "!!!!", "MTA6ZTE=", "ZTE6MTA", "LTE6ZTE", "MTA6", "OmUx", "KzE6ZTE",
			"MDE6ZTE", "gICA", "MTA" })
	void refusesWhatWasNeverACursor(String encoded) {
		assertThatExceptionOfType(ProblemException.class).isThrownBy(() -> Cursor.decode(encoded))
			.satisfies((ex) -> assertThat(ex.problem()).isEqualTo(Problem.INVALID_CURSOR));
	}

	@Test
	void refusesWhatIsFarTooLong() {
		assertThatExceptionOfType(ProblemException.class).isThrownBy(() -> Cursor.decode("A".repeat(100_000)));
	}

}
