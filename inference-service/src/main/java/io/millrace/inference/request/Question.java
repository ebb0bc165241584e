package io.millrace.inference.request;

import io.millrace.inference.model.Model;
import io.millrace.inference.model.Task;
import io.millrace.inference.result.ResultId;
import org.jspecify.annotations.Nullable;

/**
 * A task, whom it is put to, and what the answer is kept under.
 *
 * @param id what the answer is kept under
 * @param also see {@link io.millrace.inference.queue.ScoringRequest#also()}
 */
record Question(ResultId id, Model model, Task task, @Nullable ResultId also) {

	/** One that is the same for all who ask it. */
	static Question shared(Model model, Task task) {
		return new Question(ResultId.of(task, model.digest()), model, task, null);
	}

	/**
	 * As it is to be put if the cache didn't do: to all, or for this caller alone. What
	 * is too old can't be replaced, so that it is the same with that.
	 */
	Question under(CachePolicy policy) {
		if (!policy.wantsItsOwn() && policy.maxAge() == null) {
			return this;
		}
		return new Question(ResultId.random(), this.model, this.task, policy.noStore() ? null : this.id);
	}

}
