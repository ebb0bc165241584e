package io.millrace.inference.request;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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

	private final Cached cached;

	private final Waiters waiters;

	private final Desk desk;

	private final RequestProperties properties;

	private final InferenceMetrics metrics;

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
			Map<ResultId, Reply> replies = new HashMap<>(this.cached.replies(questions, policy));
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
				Question put = question.under(policy);
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
	 * Has a task computed that nobody asks for yet, unless it is there or on its way.
	 * Nothing of it is counted.
	 */
	public void prepare(Model model, Task task) {
		if (this.desk.begin(Question.shared(model, task)) instanceof Standing.Sent sent) {
			this.desk.confirm(sent);
		}
	}

}
