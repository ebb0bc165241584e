package io.millrace.notification.action;

import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import io.millrace.common.problem.Problem;
import io.millrace.common.problem.ProblemException;
import io.millrace.notification.log.Category;
import io.millrace.notification.log.ItemState;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Which notifications of a user are meant by what is done to all of them. The body may be
 * absent.
 *
 * @param upTo the revision up to which items are meant, null for the present one
 * @param states the states of those that are meant
 * @param category the category of those that are meant, null for all
 */
record SweepRequest(@Nullable Long upTo, Set<ItemState> states, @Nullable String category) {

	private static final Set<String> FIELDS = new TreeSet<>(Set.of("upTo", "state", "category"));

	SweepRequest {
		states = Set.copyOf(states);
	}

	/**
	 * @param otherwise the states that are meant where none are named
	 * @throws ProblemException 400, 413 or 415 if the body is no such thing
	 */
	static SweepRequest read(HttpServletRequest request, Set<ItemState> otherwise) {
		return ActionBody.read(request, FIELDS)
			.map((body) -> new SweepRequest(upTo(body), states(body, otherwise), category(body)))
			.orElseGet(() -> new SweepRequest(null, otherwise, null));
	}

	private static @Nullable Long upTo(JsonNode body) {
		JsonNode upTo = body.get("upTo");
		if (upTo == null) {
			return null;
		}
		if (!upTo.isIntegralNumber() || !upTo.canConvertToLong() || upTo.longValue() < 0) {
			throw new ProblemException(Problem.BAD_REQUEST,
					"'upTo' must be a revision: a whole number that is not negative");
		}
		return upTo.longValue();
	}

	private static Set<ItemState> states(JsonNode body, Set<ItemState> otherwise) {
		String text = ActionBody.text(body, "state");
		if (text == null) {
			return otherwise;
		}
		try {
			return Arrays.stream(text.split(",", -1)).map(ItemState::of).collect(Collectors.toSet());
		}
		catch (IllegalArgumentException ex) {
			throw new ProblemException(Problem.BAD_REQUEST, "'state': " + ex.getMessage());
		}
	}

	private static @Nullable String category(JsonNode body) {
		String category = ActionBody.text(body, "category");
		if (category != null && !Category.isPossible(category)) {
			throw new ProblemException(Problem.BAD_REQUEST, "'category' " + Category.RULE);
		}
		return category;
	}

}
