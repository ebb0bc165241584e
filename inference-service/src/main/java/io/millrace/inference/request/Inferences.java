package io.millrace.inference.request;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
import io.millrace.inference.request.Waiters.Waiting;
import io.millrace.inference.result.Result;
import io.millrace.inference.result.ResultId;
import io.millrace.inference.result.ResultStore;
import lombok.RequiredArgsConstructor;
import org.apache.kafka.common.errors.InterruptException;

/**
 * Asks models, through the cache. What is cached is answered with one read of Redis,
 * whatever Kafka and the models do. Everything else is computed by the workers, once for
 * all who ask at a time. Every method throws
 * {@link org.springframework.dao.DataAccessException} if Redis doesn't answer, and a
 * {@link ProblemException} that says whether trying again can help. Thread-safe.
 */
@RequiredArgsConstructor
public final class Inferences {

	private final ResultStore results;

	private final Waiters waiters;

	private final Desk desk;

	private final RequestProperties properties;

	private final InferenceMetrics metrics;

	private final Clock clock;

	/**
	 * Answers tasks; waits until the deadline at most.
	 * @return the replies in the order of the tasks
	 * @throws InvalidTaskException if the model would not take one of them
	 */
	public List<Reply> ask(Model model, List<Task> tasks, CachePolicy policy) {
		long deadlineNanos = System.nanoTime() + this.properties.deadline().toNanos();
		tasks.forEach(model::check);
		List<Question> questions = tasks.stream().map((task) -> Question.shared(model, task)).toList();
		boolean done = false;
		try {
			Map<ResultId, Reply> replies = new HashMap<>(known(questions, policy));
			Map<ResultId, Question> missing = new LinkedHashMap<>();
			questions.stream()
				.filter((question) -> !replies.containsKey(question.id()))
				.forEach((question) -> missing.putIfAbsent(question.id(), question));
			replies.putAll(compute(missing, policy, deadlineNanos));
			List<Reply> inOrder = questions.stream()
				.map((question) -> Objects.requireNonNull(replies.get(question.id())))
				.toList();
			inOrder.forEach((reply) -> this.metrics.answered(model, reply));
			done = true;
			return inOrder;
		}
		finally {
			if (!done) {
				this.metrics.failed(model, tasks.size());
			}
		}
	}

	private Map<ResultId, Reply> known(List<Question> questions, CachePolicy policy) {
		if (policy.wantsItsOwn()) {
			return Map.of();
		}
		Map<ResultId, Reply> known = new HashMap<>();
		this.results.find(questions.stream().map(Question::id).distinct().toList()).forEach((id, result) -> {
			if (policy.accepts(result, this.clock.instant())) {
				known.put(id, new Reply(id, result, Source.HIT));
			}
		});
		return known;
	}

	/** Keyed by what was asked, whatever it is computed under. */
	private Map<ResultId, Reply> compute(Map<ResultId, Question> missing, CachePolicy policy, long deadlineNanos) {
		if (!missing.isEmpty() && policy.onlyIfCached()) {
			throw new ProblemException(Problem.NOT_CACHED,
					"Of " + missing.size() + " inputs there is no cached result");
		}
		Map<ResultId, Place> places = new LinkedHashMap<>();
		Map<ResultId, Source> sources = new HashMap<>();
		try {
			missing.forEach((id, question) -> {
				Question put = put(question, policy);
				places.put(id, this.waiters.join(put.id(), put));
			});
			begin(places, sources);
			Map<ResultId, Reply> replies = new HashMap<>();
			places.forEach((id, place) -> replies.put(id, new Reply(place.waiting().id(),
					await(place.waiting(), deadlineNanos), Objects.requireNonNull(sources.get(id)))));
			return replies;
		}
		finally {
			places.values().forEach((place) -> this.waiters.leave(place.waiting()));
		}
	}

	/** What is too old can't be replaced: the same is computed for this caller alone. */
	private static Question put(Question question, CachePolicy policy) {
		return (policy.wantsItsOwn() || policy.maxAge() != null) ? question.own(!policy.noStore()) : question;
	}

	private void begin(Map<ResultId, Place> places, Map<ResultId, Source> sources) {
		List<Standing.Sent> sent = new ArrayList<>();
		try {
			places.forEach((id, place) -> {
				Waiting waiting = place.waiting();
				Standing standing = place.first() ? this.desk.begin(Objects.requireNonNull(waiting.question()))
						: new Standing.Taken();
				switch (standing) {
					case Standing.Answered(Result result) -> {
						this.waiters.complete(waiting.id(), result);
						sources.put(id, Source.HIT);
					}
					case Standing.Sent sending -> {
						sent.add(sending);
						sources.put(id, waiting.id().isRandom() ? Source.OWN : Source.MISS);
					}
					case Standing.Taken taken -> sources.put(id, Source.COLLAPSED);
				}
			});
		}
		finally {
			sent.forEach(this.desk::confirm);
		}
	}

	private static Result await(Waiting waiting, long deadlineNanos) {
		try {
			return waiting.result().get(Math.max(0, deadlineNanos - System.nanoTime()), TimeUnit.NANOSECONDS);
		}
		catch (TimeoutException ex) {
			throw new ProblemException(Problem.UNAVAILABLE,
					"It was not computed within the deadline; it may be by the time it is asked for again");
		}
		catch (ExecutionException ex) {
			throw (ex.getCause() instanceof ProblemException problem) ? problem : new IllegalStateException(ex);
		}
		catch (InterruptedException ex) {
			throw new InterruptException(ex);
		}
	}

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
		Question question = Question.shared(model, task);
		Reply known = known(List.of(question), policy).get(question.id());
		if (known != null) {
			this.metrics.answered(model, known);
			return new Ticket(known.id(), Optional.of(known));
		}
		if (policy.onlyIfCached()) {
			throw new ProblemException(Problem.NOT_CACHED, "There is no cached result");
		}
		Question put = put(question, policy);
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
	 * Has a task computed that nobody asks for yet, unless it is there or on its way.
	 * Nothing of it is counted.
	 */
	public void prepare(Model model, Task task) {
		if (this.desk.begin(Question.shared(model, task)) instanceof Standing.Sent sent) {
			this.desk.confirm(sent);
		}
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
