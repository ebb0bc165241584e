package io.millrace.ingest.publish;

import java.util.List;
import java.util.concurrent.Executors;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class PublicationTests {

	private static final Outcome FIRST = new Outcome.Committed("t", 0, 1);

	private static final Outcome SECOND = new Outcome.Committed("t", 0, 2);

	@Test
	void givesTheOutcomesInOrderOnceAllAreThere() {
		Publication publication = new Publication(2);
		try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
			threads.execute(() -> {
				publication.complete(1, SECOND);
				publication.complete(0, FIRST);
			});
			assertThat(publication.await(System.nanoTime() + 10_000_000_000L)).containsExactly(FIRST, SECOND);
		}
	}

	@Test
	void whatHasNotComeByTheDeadlineIsUnknownAndStaysSo() {
		Publication publication = new Publication(2);
		publication.complete(0, FIRST);

		List<Outcome> outcomes = publication.await(System.nanoTime() + 1_000_000);
		publication.complete(1, SECOND);

		assertThat(outcomes).containsExactly(FIRST, new Outcome.Unknown());
		assertThat(publication.outcome(1)).isEqualTo(new Outcome.Unknown());
	}

	@Test
	void theFirstOutcomeCounts() {
		Publication publication = new Publication(2);
		publication.complete(0, FIRST);
		publication.complete(0, SECOND);
		publication.completeFrom(0, SECOND);

		assertThat(publication.await(System.nanoTime())).containsExactly(FIRST, SECOND);
	}

	@Test
	void nothingNeedsNoWaiting() {
		assertThat(new Publication(0).await(System.nanoTime())).isEmpty();
	}

}
