package io.millrace.inference.request;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.millrace.common.problem.Problem;
import io.millrace.common.problem.ProblemException;
import io.millrace.inference.model.InvalidTaskException;
import io.millrace.inference.model.Model;
import io.millrace.inference.model.Task;
import io.millrace.inference.request.Desk.Standing;
import io.millrace.inference.request.Reply.Source;
import io.millrace.inference.request.Waiters.Place;
import io.millrace.inference.result.Result;
import io.millrace.inference.result.ResultId;
import io.millrace.inference.result.ResultStore;
import lombok.RequiredArgsConstructor;
import org.apache.kafka.common.errors.InterruptException;

/**
 * Has tasks computed for who fetches the answers later. Every method throws what those of
 * {@link Inferences} do. Thread-safe.
 */
@RequiredArgsConstructor
public final class Tickets {

	private final Cached cached;

	private final ResultStore results;

	private final Waiters waiters;

	private final Desk desk;

	private final InferenceMetrics metrics;

	/**
	 * A task that is answered later.
	 *
	 * @param id to fetch it by
	 * @param reply the answer, if it is there already
	 */
	public record Ticket(ResultId id, Optional<Reply> reply) {
	}

	/**
	 * Has a task computed, without waiting for more than that Kafka has it.
	 * @throws InvalidTaskException if the model would not take it
	 */
	public Ticket submit(Model model, Task task, CachePolicy policy) {
		model.check(task);
		boolean done = false;
		try {
			Ticket ticket = ticket(model, task, policy);
			done = true;
			return ticket;
		}
		finally {
			if (!done) {
				this.metrics.failed(model, 1);
			}
		}
	}

	private Ticket ticket(Model model, Task task, CachePolicy policy) {
		Question question = Question.shared(model, task);
		Reply known = this.cached.replies(List.of(question), policy).get(question.id());
		if (known != null) {
			this.metrics.answered(model, known);
			return new Ticket(known.id(), Optional.of(known));
		}
		if (policy.onlyIfCached()) {
			throw new ProblemException(Problem.NOT_CACHED, "There is no cached result");
		}
		Question put = question.under(policy);
		Standing standing = this.desk.begin(put);
		if (standing instanceof Standing.Answered(Result result)) {
			Reply reply = new Reply(put.id(), result, Source.HIT);
			this.metrics.answered(model, reply);
			return new Ticket(put.id(), Optional.of(reply));
		}
		if (standing instanceof Standing.Sent sent) {
			this.desk.confirm(sent);
		}
		this.metrics.accepted(model, standing instanceof Standing.Taken);
		return new Ticket(put.id(), Optional.empty());
	}

	/**
	 * What a ticket stands at.
	 */
	public enum Progress {

		DONE, PENDING, UNKNOWN

	}

	/**
	 * How it stands with an id.
	 *
	 * @param result there if it is done
	 */
	public record Fetched(Progress progress, Optional<Result> result) {
	}

	/**
	 * Fetches a result; waits for it, if somebody has it computed.
	 * @throws ProblemException if it fails meanwhile
	 */
	public Fetched fetch(ResultId id, Duration wait) {
		Result found = this.results.find(List.of(id)).get(id);
		if (found != null) {
			return new Fetched(Progress.DONE, Optional.of(found));
		}
		if (!this.results.isLeased(id)) {
			// It may have been settled between the two.
			Result late = this.results.find(List.of(id)).get(id);
			return new Fetched((late != null) ? Progress.DONE : Progress.UNKNOWN, Optional.ofNullable(late));
		}
		Place place = this.waiters.join(id, null);
		try {
			Result result = place.waiting().result().get(wait.toMillis(), TimeUnit.MILLISECONDS);
			return new Fetched(Progress.DONE, Optional.of(result));
		}
		catch (TimeoutException ex) {
			return new Fetched(Progress.PENDING, Optional.empty());
		}
		catch (ExecutionException ex) {
			throw (ex.getCause() instanceof ProblemException problem) ? problem : new IllegalStateException(ex);
		}
		catch (InterruptedException ex) {
			throw new InterruptException(ex);
		}
		finally {
			this.waiters.leave(place.waiting());
		}
	}

}
