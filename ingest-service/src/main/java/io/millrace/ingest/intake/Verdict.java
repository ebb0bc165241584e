package io.millrace.ingest.intake;

import java.util.List;

import io.millrace.ingest.intake.ItemResult.Status;
import org.springframework.http.HttpStatus;

/**
 * The results of a body taken together.
 *
 * @param results one per event, in the order of the body
 */
record Verdict(List<ItemResult> results) {

	Verdict {
		results = List.copyOf(results);
	}

	/**
	 * 503 as long as anything is worth a retry, else 422 or 207 if all or some were
	 * rejected, else 202.
	 */
	HttpStatus status() {
		int rejected = count(Status.REJECTED);
		if (isRetryable()) {
			return HttpStatus.SERVICE_UNAVAILABLE;
		}
		if (rejected == 0) {
			return HttpStatus.ACCEPTED;
		}
		return (rejected == this.results.size()) ? HttpStatus.UNPROCESSABLE_CONTENT : HttpStatus.MULTI_STATUS;
	}

	boolean isRetryable() {
		return this.results.stream().anyMatch(ItemResult::isRetryable);
	}

	int count(Status status) {
		return (int) this.results.stream().filter((result) -> result.status() == status).count();
	}

	/**
	 * @param minimal whether accepted events are left out of the results (RFC 7240, 4.2)
	 */
	EventsAnswer answer(boolean minimal) {
		List<ItemResult> shown = minimal
				? this.results.stream().filter((result) -> result.status() != Status.COMMITTED).toList() : this.results;
		return new EventsAnswer(count(Status.COMMITTED), count(Status.REJECTED), shown);
	}

}
