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

	/** The same for this caller alone. */
	Question own(boolean othersToo) {
		return new Question(ResultId.random(), this.model, this.task, othersToo ? this.id : null);
	}

}
