package io.millrace.inference.request;

import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.millrace.common.problem.Problem;
import io.millrace.common.problem.ProblemException;
import io.millrace.inference.queue.Backlog;
import io.millrace.inference.queue.QueueProperties;
import io.millrace.inference.queue.RequestLog;
import io.millrace.inference.queue.ScoringRequest;
import io.millrace.inference.result.Claim;
import io.millrace.inference.result.Failure;
import io.millrace.inference.result.Result;
import io.millrace.inference.result.ResultStore;
import lombok.RequiredArgsConstructor;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RecordTooLargeException;

/**
 * Has questions computed, each by one request however many nodes ask it: whoever gets the
 * lease appends the request. The lease is short until Kafka has it, so that a process
 * that dies holds up nobody for long, and then as long as the request is good for.
 * Thread-safe.
 */
@RequiredArgsConstructor
final class Desk {

	private static final Failure UNREACHABLE = new Failure(Failure.KAFKA_UNAVAILABLE,
			"Kafka did not take the request; what is cached is answered all the same", null);

	private static final Failure TOO_LARGE = new Failure(Failure.TOO_LARGE,
			"The request is larger than the topic's records may be", null);

	private final ResultStore results;

	private final RequestLog requests;

	private final Backlog backlog;

	private final QueueProperties properties;

	private final Clock clock;

	/** How it stands with a question. */
	sealed interface Standing {

		/** It is answered. */
		record Answered(Result result) implements Standing {
		}

		/** Its request is on the way to Kafka; {@link Desk#confirm} must follow. */
		record Sent(Question question, String token, CompletableFuture<RecordMetadata> sending) implements Standing {
		}

		/** Somebody else has it computed. */
		record Taken() implements Standing {
		}

	}

	/**
	 * Appends the request if nobody else has.
	 * @throws ProblemException 429 if too many wait
	 */
	Standing begin(Question question) {
		String token = UUID.randomUUID().toString();
		return switch (this.results.claim(question.id(), token, this.properties.lease())) {
			case Claim.Ready(Result result) -> new Standing.Answered(result);
			case Claim.Held held -> new Standing.Taken();
			case Claim.Granted granted -> send(question, token);
		};
	}

	private Standing send(Question question, String token) {
		if (!this.backlog.hasRoom()) {
			Duration retryAfter = this.backlog.refuse();
			this.results.release(question.id(), token, null);
			throw new ProblemException(Problem.TOO_MANY_REQUESTS,
					"Too many requests wait to be computed; what is cached is answered all the same", retryAfter);
		}
		ScoringRequest request = new ScoringRequest(question.id(), question.model().name(), question.task(), token,
				this.clock.instant().plus(this.properties.maxAge()), question.also());
		return new Standing.Sent(question, token, this.requests.send(request));
	}

	/**
	 * Waits until Kafka has a request, at most for what it may take.
	 * @throws ProblemException if it doesn't get there; all who wait for it are told
	 */
	void confirm(Standing.Sent sent) {
		try {
			var unused = sent.sending.get(this.properties.lease().toMillis(), TimeUnit.MILLISECONDS);
			this.results.extend(sent.question.id(), sent.token, this.properties.maxAge());
		}
		catch (ExecutionException ex) {
			throw giveUp(sent, (ex.getCause() instanceof RecordTooLargeException) ? TOO_LARGE : UNREACHABLE);
		}
		catch (TimeoutException ex) {
			throw giveUp(sent, UNREACHABLE);
		}
		catch (InterruptedException ex) {
			throw new InterruptException(ex);
		}
	}

	private ProblemException giveUp(Standing.Sent sent, Failure failure) {
		this.results.release(sent.question.id(), sent.token, failure);
		return problem(failure);
	}

	/** A failure as the caller is told of it. */
	static ProblemException problem(Failure failure) {
		return switch (failure.code()) {
			case Failure.KAFKA_UNAVAILABLE -> new ProblemException(Problem.KAFKA_UNAVAILABLE, failure.detail());
			case Failure.TOO_LARGE -> new ProblemException(Problem.BODY_TOO_LARGE, failure.detail());
			case Failure.INTERNAL -> new ProblemException(Problem.INTERNAL_ERROR, failure.detail());
			default -> (failure.retryAfter() != null)
					? new ProblemException(Problem.UNAVAILABLE, failure.detail(), failure.retryAfter())
					: new ProblemException(Problem.UNAVAILABLE, failure.detail());
		};
	}

}
