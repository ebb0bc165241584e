package io.millrace.notification.explain;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import io.millrace.common.event.Event;
import io.millrace.common.problem.Problem;
import io.millrace.common.problem.ProblemException;
import io.millrace.common.problem.UnknownParameters;
import io.millrace.notification.apply.StoredItem;
import io.millrace.notification.decide.Decider;
import io.millrace.notification.decide.Decision;
import io.millrace.notification.decide.Verdict;
import io.millrace.notification.explain.Trace.Found;
import io.millrace.notification.inbox.InboxStore;
import io.millrace.notification.rule.CompiledRule;
import io.millrace.notification.rule.Rules;
import jakarta.servlet.http.HttpServletRequest;
import lombok.RequiredArgsConstructor;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Why somebody was notified of an event, or not.
 */
@RestController
@RequiredArgsConstructor
final class TraceController {

	private static final Duration DEFAULT_BACK = Duration.ofHours(1);

	private static final int MOST_TOLD = 100;

	private final EventLog eventLog;

	private final Rules rules;

	private final Decider decider;

	private final InboxStore inboxes;

	private final Clock clock;

	@GetMapping("/v1/trace")
	Trace trace(HttpServletRequest request) {
		UnknownParameters.reject(request, Set.of("source", "id", "from"));
		String source = required(request, "source");
		String id = required(request, "id");
		Instant from = from(value(request, "from"));
		FoundEvent found = find(source, id, from);
		List<Trace.Told> told = new ArrayList<>();
		for (CompiledRule rule : this.rules.compiled()) {
			if (told.size() < MOST_TOLD) {
				told.addAll(told(found.event(), rule));
			}
		}
		Event event = found.event();
		return new Trace(
				new Trace.Place(this.eventLog.topic(), found.partition(), found.offset(),
						StoredItem.time(found.appendedAt()), event.type(), event.subject(),
						StoredItem.time(event.time().toEpochMilli())),
				told.subList(0, Math.min(told.size(), MOST_TOLD)));
	}

	private FoundEvent find(String source, String id, Instant from) {
		try {
			return this.eventLog.find(source, id, from)
				.orElseThrow(() -> new ProblemException(Problem.NOT_FOUND,
						"No event of this source and id was appended" + " since " + from
								+ "; 'from' looks further back. It may have been rejected, which its sender"
								+ " was told, or be held in Redis, which its receipt tells"));
		}
		catch (EventLog.IncompleteException ex) {
			throw new ProblemException(Problem.UNPROCESSABLE, "More events were appended since " + from
					+ " than can be read in ten seconds, and it isn't among those that were; let 'from' be nearer to it");
		}
		catch (KafkaException ex) {
			throw new ProblemException(Problem.KAFKA_UNAVAILABLE, "The events can't be read");
		}
	}

	private List<Trace.Told> told(Event event, CompiledRule rule) {
		if (!rule.matches(event.type())) {
			return List.of(new Trace.Told(rule.name(), null, null, null, "looks at " + rule.eventType() + " only", null,
					null));
		}
		return this.decider.verdicts(event, List.of(rule)).stream().limit(MOST_TOLD).map(this::told).toList();
	}

	private Trace.Told told(Verdict verdict) {
		Decision decision = verdict.decision();
		if (decision == null || !decision.route().inbox()) {
			return new Trace.Told(verdict.rule(), verdict.outcome(), verdict.recipient(),
					(decision != null) ? decision.route().channels() : null, verdict.reason(), null, null);
		}
		InboxStore.Look look = this.inboxes.look(decision.recipient(), decision.entry().id());
		Found found = look.item().isPresent() ? Found.PRESENT : look.known() ? Found.GONE : Found.ABSENT;
		return new Trace.Told(verdict.rule(), verdict.outcome(), verdict.recipient(), decision.route().channels(),
				verdict.reason(), found, look.item().orElse(null));
	}

	private static String required(HttpServletRequest request, String name) {
		String value = value(request, name);
		if (value == null) {
			throw new ProblemException(Problem.MISSING_PARAMETER, "'" + name + "' is missing");
		}
		return value;
	}

	private static @Nullable String value(HttpServletRequest request, String name) {
		String[] values = request.getParameterValues(name);
		if (values != null && values.length > 1) {
			throw new ProblemException(Problem.INVALID_PARAMETER, "'" + name + "' is there more than once");
		}
		return (values != null) ? values[0] : null;
	}

	private Instant from(@Nullable String text) {
		if (text == null) {
			return this.clock.instant().minus(DEFAULT_BACK);
		}
		try {
			return OffsetDateTime.parse(text).toInstant();
		}
		catch (DateTimeException ex) {
			throw new ProblemException(Problem.INVALID_PARAMETER,
					"'from' must be a time as RFC 3339 has it, such as 2026-11-30T09:00:00Z");
		}
	}

}
