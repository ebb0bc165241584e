package io.millrace.ingest.intake;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import io.millrace.ingest.intake.ItemResult.ItemError;
import io.millrace.ingest.intake.ItemResult.Status;
import org.springframework.http.HttpStatus;

/**
 * The results of a body taken together.
 *
 * @param results one per event, in the order of the body
 */
record Verdict(List<ItemResult> results) {

	/** About as long as a partition takes to get another leader. */
	private static final Duration ELECTION = Duration.ofSeconds(2);

	Verdict {
		results = List.copyOf(results);
	}

	/**
	 * 503 as long as anything is worth a retry, else 422 or 207 if all or some were
	 * rejected, else success.
	 */
	HttpStatus status(HttpStatus success) {
		int rejected = count(Status.REJECTED);
		if (isRetryable()) {
			return HttpStatus.SERVICE_UNAVAILABLE;
		}
		if (rejected == 0) {
			return success;
		}
		return (rejected == this.results.size()) ? HttpStatus.UNPROCESSABLE_CONTENT : HttpStatus.MULTI_STATUS;
	}

	boolean isRetryable() {
		return this.results.stream().anyMatch(ItemResult::isRetryable);
	}

	/**
	 * When to send again what is worth a retry: when the last of it should succeed.
	 */
	Duration retryAfter() {
		return this.results.stream()
			.map(ItemResult::error)
			.flatMap(Stream::ofNullable)
			.map(ItemError::retryAfter)
			.flatMap(Stream::ofNullable)
			.max(Duration::compareTo)
			.orElse(ELECTION);
	}

	int count(Status status) {
		return (int) this.results.stream().filter((result) -> result.status() == status).count();
	}

	/**
	 * @param minimal whether accepted events are left out of the results (RFC 7240, 4.2)
	 */
	EventsAnswer answer(boolean minimal) {
		List<ItemResult> shown = minimal
				? this.results.stream().filter((result) -> !result.status().isAccepted()).toList() : this.results;
		return new EventsAnswer((int) this.results.stream().filter((result) -> result.status().isAccepted()).count(),
				count(Status.REJECTED), shown);
	}

}
