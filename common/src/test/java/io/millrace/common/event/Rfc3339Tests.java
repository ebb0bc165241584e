package io.millrace.common.event;

import java.time.Instant;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class Rfc3339Tests {

	@ParameterizedTest
	@CsvSource({ "2026-11-22T10:00:00Z, 2026-11-22T10:00:00Z", "2026-11-22t10:00:00z, 2026-11-22T10:00:00Z",
			"2026-11-22T10:00:00.5+09:00, 2026-11-22T01:00:00.5Z",
			"2026-11-22T10:00:00.123456789999-03:30, 2026-11-22T13:30:00.123456789Z",
			"2024-02-29T23:59:60Z, 2024-02-29T23:59:59Z", "0001-01-01T00:00:00Z, 0001-01-01T00:00:00Z",
			"9999-12-31T23:59:59Z, 9999-12-31T23:59:59Z" })
	void reads(String text, Instant expected) {
		assertThat(Rfc3339.parse(text)).isEqualTo(expected);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "2026-11-22", "2026-11-22T10:00:00", "2026-11-22 10:00:00Z", "2026-11-22T10:00Z",
			"2026-02-29T10:00:00Z", "2026-13-01T10:00:00Z", "2026-11-22T24:00:00Z", "2026-11-22T10:60:00Z",
			"2026-11-22T10:00:60Z", "2026-11-22T10:00:00.Z", "2026-11-22T10:00:00+0900", "2026-11-22T10:00:00+24:00",
			"2026-11-22T10:00:00ZZ", "+2026-11-22T10:00:00Z", "10000-01-01T00:00:00Z", "0000-12-31T23:59:59Z",
			"0001-01-01T00:00:00+00:01", "9999-12-31T23:59:59-00:01", "٢٠٢٦-11-22T10:00:00Z", "1763805600" })
	void refuses(String text) {
		assertThat(Rfc3339.parse(text)).isNull();
	}

}
