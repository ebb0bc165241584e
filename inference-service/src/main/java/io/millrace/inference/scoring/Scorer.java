package io.millrace.inference.scoring;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.millrace.inference.model.Answer;
import io.millrace.inference.model.Model;
import io.millrace.inference.model.ModelUnavailableException;
import io.millrace.inference.model.Models;
import io.millrace.inference.queue.ScoringRequest;
import io.millrace.inference.result.Failure;
import io.millrace.inference.result.Result;
import io.millrace.inference.result.ResultId;
import io.millrace.inference.result.ResultStore;
import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;

/**
 * Computes what one poll brought: looks again for what is there by now, and has each
 * model compute the rest together. Each request ends with a result, or with word to those
 * who wait. Throws {@link org.springframework.dao.DataAccessException} if Redis is away:
 * all of them are to come again then.
 */
@Slf4j
@RequiredArgsConstructor
final class Scorer {

	/** How long an answer that nobody else asks for waits to be fetched. */
	private static final Duration OWN_ANSWER = Duration.ofMinutes(1);

	private final Models models;

	private final ResultStore results;

	private final ScoringMetrics metrics;

	private final Clock clock;

	/** Requests for one operation of one model. */
	private record Kind(String model, String operation) {
	}

	void score(List<ScoringRequest> requests) {
		Map<ResultId, ScoringRequest> missing = missing(current(requests));
		Map<Kind, List<ScoringRequest>> batches = new LinkedHashMap<>();
		missing.values()
			.forEach((request) -> batches
				.computeIfAbsent(new Kind(request.model(), request.task().operation()), (kind) -> new ArrayList<>())
				.add(request));
		batches.forEach(this::compute);
	}

	private List<ScoringRequest> current(List<ScoringRequest> requests) {
		Instant now = this.clock.instant();
		List<ScoringRequest> current = new ArrayList<>();
		for (ScoringRequest request : requests) {
			if (request.expiresAt().isBefore(now)) {
				this.metrics.expired.increment();
				this.results.release(request.id(), request.token(),
						new Failure(Failure.EXPIRED, "The request has waited too long to be computed", null));
			}
			else {
				current.add(request);
			}
		}
		return current;
	}

	/** What still isn't there; of several requests for the same, the first. */
	private Map<ResultId, ScoringRequest> missing(List<ScoringRequest> requests) {
		Map<ResultId, Result> found = this.results.find(requests.stream().map(ScoringRequest::id).distinct().toList());
		Map<ResultId, ScoringRequest> missing = new LinkedHashMap<>();
		for (ScoringRequest request : requests) {
			if (found.containsKey(request.id())) {
				this.metrics.found.increment();
				this.results.release(request.id(), request.token(), null);
			}
			else if (missing.putIfAbsent(request.id(), request) != null) {
				this.metrics.found.increment();
			}
		}
		return missing;
	}

	private void compute(Kind kind, List<ScoringRequest> requests) {
		Model model = this.models.find(kind.model()).orElse(null);
		if (model == null) {
			fail(requests, new Failure(Failure.MODEL_UNAVAILABLE,
					"A node was asked for the model " + kind.model() + " and doesn't have it", null));
			return;
		}
		long start = System.nanoTime();
		List<Answer> answers = answers(kind, model, requests);
		if (!answers.isEmpty()) {
			settle(requests, answers, Duration.ofNanos((System.nanoTime() - start) / requests.size()));
		}
	}

	/**
	 * None if there are none this time. That a model fails as it shouldn't is told and
	 * logged, and stops nothing: a request is not worth what is behind it.
	 */
	private List<Answer> answers(Kind kind, Model model, List<ScoringRequest> requests) {
		try {
			List<Answer> answers = model.compute(requests.stream().map(ScoringRequest::task).toList());
			if (answers.size() == requests.size()) {
				return answers;
			}
			log.error("{} has {} answers to {} tasks: a bug", model.name(), answers.size(), requests.size());
		}
		catch (ModelUnavailableException ex) {
			log.warn("{} can't compute {} requests: {}", model.name(), requests.size(), ex.getMessage());
			fail(requests, new Failure(Failure.MODEL_UNAVAILABLE, String.valueOf(ex.getMessage()), ex.retryAfter()));
			return List.of();
		}
		catch (RuntimeException ex) {
			log.error("{} failed to compute {} requests", model.name(), requests.size(), ex);
		}
		if (requests.size() > 1) {
			// Who only came with the one that is at fault is to get an answer.
			requests.forEach((request) -> compute(kind, List.of(request)));
		}
		else {
			fail(requests, new Failure(Failure.INTERNAL, "The model failed; that was logged", null));
		}
		return List.of();
	}

	private void settle(List<ScoringRequest> requests, List<Answer> answers, Duration each) {
		for (int i = 0; i < requests.size(); i++) {
			ScoringRequest request = requests.get(i);
			Answer answer = answers.get(i);
			if (request.also() != null) {
				this.results.settle(request.also(), request.token(), answer, each);
			}
			if (request.id().isRandom()) {
				this.results.settle(request.id(), request.token(), answer, each, OWN_ANSWER);
			}
			else {
				this.results.settle(request.id(), request.token(), answer, each);
			}
			((answer instanceof Answer.Refused) ? this.metrics.refused : this.metrics.computed).increment();
		}
	}

	private void fail(List<ScoringRequest> requests, Failure failure) {
		requests.forEach((request) -> this.results.release(request.id(), request.token(), failure));
		this.metrics.failed.increment(requests.size());
	}

}
