package io.millrace.inference.prewarm;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import io.millrace.common.event.Event;
import io.millrace.common.event.EventCodec;
import io.millrace.common.event.FieldPath;
import io.millrace.common.event.InvalidEventException;
import io.millrace.common.event.TypePattern;
import io.millrace.inference.model.InvalidTaskException;
import io.millrace.inference.model.Model;
import io.millrace.inference.model.Task;
import io.millrace.inference.request.Inferences;
import lombok.RequiredArgsConstructor;
import tools.jackson.databind.JsonNode;

/**
 * Finds in an event what is to be computed. Thread-safe.
 */
@RequiredArgsConstructor
final class Prewarmer {

	private final EventCodec events = new EventCodec();

	private final List<Rule> rules;

	private final long maxTextBytes;

	private final Inferences inferences;

	private final PrewarmMetrics metrics;

	/** A rule whose model is there. */
	record Rule(TypePattern eventType, FieldPath field, Model model) {
	}

	/** A text for a model. */
	record Wish(Model model, Task task) {
	}

	/**
	 * What an event asks for. A record that is no event asks for nothing: those who count
	 * events set it aside.
	 */
	List<Wish> wishes(byte[] value) {
		try {
			Event event = this.events.decode(value);
			List<Rule> matching = this.rules.stream().filter((rule) -> rule.eventType.matches(event.type())).toList();
			return matching.isEmpty() ? List.of() : wishes(this.events.tree(event), matching);
		}
		catch (InvalidEventException ex) {
			return List.of();
		}
	}

	private List<Wish> wishes(JsonNode tree, List<Rule> matching) {
		List<Wish> wishes = new ArrayList<>();
		for (Rule rule : matching) {
			this.metrics.matched.increment();
			JsonNode text = rule.field.read(tree);
			if (text != null && text.isString() && fits(text.asString(), rule.model)) {
				wishes.add(new Wish(rule.model, Task.embedding(text.asString())));
			}
			else {
				this.metrics.passedOver.increment();
			}
		}
		return wishes;
	}

	private boolean fits(String text, Model model) {
		try {
			model.check(Task.embedding(text));
			return text.getBytes(StandardCharsets.UTF_8).length <= this.maxTextBytes;
		}
		catch (InvalidTaskException ex) {
			return false;
		}
	}

	/** Has it computed, unless it is there. */
	void prepare(Wish wish) {
		this.inferences.prepare(wish.model(), wish.task());
		this.metrics.prepared.increment();
	}

}
