package io.millrace.ingest.publish;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class TraceParentTests {

	private static final String ID = "4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7";

	@ParameterizedTest
	@ValueSource(strings = { "00-" + ID + "-01", "00-" + ID + "-00", "cc-" + ID + "-01-what-comes" })
	void keepsTheCallers(String header) {
		assertThat(TraceParent.of(header).value()).isEqualTo(header);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "x", "ff-" + ID + "-01", "00-" + ID,
			"00-00000000000000000000000000000000-00f067aa0ba902b7-01",
			"00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
			"00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01", "00-" + ID + "-01\n" })
	void makesANewOneInPlaceOfWhatIsNone(String header) {
		assertThat(TraceParent.of(header).value()).isNotEqualTo(header).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-01");
	}

	@Test
	void makesNewOnesThatDiffer() {
		assertThat(TraceParent.of(null)).isNotEqualTo(TraceParent.of(null));
	}

}
