package io.millrace.ingest.intake;

import java.util.List;
import java.util.stream.IntStream;

import io.millrace.ingest.intake.ItemResult.ItemError;
import io.millrace.ingest.intake.ItemResult.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.HttpStatus;

import static org.assertj.core.api.Assertions.assertThat;

class VerdictTests {

	/** c: committed, r: rejected, R: rejected but worth a retry, u: unknown. */
	private static Verdict verdict(String letters) {
		List<ItemResult> results = IntStream.range(0, letters.length()).mapToObj((i) -> switch (letters.charAt(i)) {
			case 'c' -> ItemResult.committed(i, "i" + i, "t", 0, i);
			case 'u' -> ItemResult.failed(i, "i" + i, Status.UNKNOWN, new ItemError("c", "d", true, null, null, null));
			default -> ItemResult.failed(i, null, Status.REJECTED,
					new ItemError("c", "d", letters.charAt(i) == 'R', null, null, null));
		}).toList();
		return new Verdict(results);
	}

	@ParameterizedTest
	@CsvSource({ "'', 202", "c, 202", "ccc, 202", "r, 422", "rr, 422", "cr, 207", "rcr, 207", "u, 503", "cu, 503",
			"ru, 503", "R, 503", "cR, 503", "rR, 503", "crR, 503" })
	void theStatusSaysWhetherAnythingIsWorthARetry(String letters, int status) {
		assertThat(verdict(letters).status(HttpStatus.ACCEPTED).value()).isEqualTo(status);
	}

	@Test
	void countsAndShows() {
		assertThat(verdict("crRuc").answer(false)).satisfies((answer) -> {
			assertThat(answer.accepted()).isEqualTo(2);
			assertThat(answer.rejected()).isEqualTo(2);
			assertThat(answer.results()).extracting(ItemResult::index).containsExactly(0, 1, 2, 3, 4);
		});
		assertThat(verdict("crRuc").answer(true)).satisfies((answer) -> {
			assertThat(answer.accepted()).isEqualTo(2);
			assertThat(answer.results()).extracting(ItemResult::index).containsExactly(1, 2, 3);
		});
	}

}
