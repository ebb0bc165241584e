package io.millrace.ingest.intake;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

import io.millrace.common.event.Event;
import io.millrace.common.event.InvalidEventException;
import io.millrace.common.event.body.BodyFormat;
import io.millrace.common.event.body.EventBodyReader;
import io.millrace.common.event.body.EventDefaults;
import io.millrace.common.event.body.InvalidBodyException;
import io.millrace.common.event.body.ReadEvent;
import io.millrace.common.problem.Problem;
import io.millrace.common.problem.ProblemException;
import io.millrace.ingest.intake.ItemResult.ItemError;
import io.millrace.ingest.intake.ItemResult.Status;
import io.millrace.ingest.publish.Outcome;
import io.millrace.ingest.publish.Publisher;
import io.millrace.ingest.publish.TraceParent;
import lombok.RequiredArgsConstructor;

/**
 * Takes a body: reads it to its end, publishes the events that are valid, and brings both
 * sorts of verdicts together. Nothing is sent of a body that can't be read as a whole.
 * Thread-safe.
 */
@RequiredArgsConstructor
final class Intake {

	private static final ItemError NOT_ACKNOWLEDGED = new ItemError("not_acknowledged",
			"Kafka did not acknowledge the event in time and may or may not have it; send it again with this id", true,
			null, null, null);

	/** Which property an event's fault is a matter of. */
	private static final Map<String, String> LIMITS = Map.of("event_too_large",
			"millrace.topics.user-events.max-message-size", "time_in_future", "millrace.ingest.max-ahead");

	private final EventBodyReader reader;

	private final Schemas schemas;

	private final Publisher publisher;

	private final IngestMetrics metrics;

	private final Clock clock;

	/**
	 * @param source of events that name none
	 * @throws ProblemException 400 or 413 if no event can be taken from the body
	 */
	Verdict take(byte[] body, BodyFormat format, String source, TraceParent trace) {
		List<ReadEvent> read = read(body, format, source);
		this.metrics.received(read.size());
		Verdict verdict = null;
		try {
			verdict = new Verdict(publish(read, trace));
			return verdict;
		}
		finally {
			this.metrics.answered(read.size(), verdict);
		}
	}

	/**
	 * Says what would be taken, and takes nothing.
	 * @param source of events that name none
	 * @throws ProblemException 400 or 413 if no event can be taken from the body
	 */
	Verdict validate(byte[] body, BodyFormat format, String source) {
		List<ItemResult> results = new ArrayList<>();
		for (ReadEvent event : read(body, format, source)) {
			results.add(switch (event) {
				case ReadEvent.Valid(Event valid, int _) -> ItemResult.valid(results.size(), valid.id());
				case ReadEvent.Invalid invalid -> result(results.size(), invalid);
			});
		}
		return new Verdict(results);
	}

	private List<ReadEvent> read(byte[] body, BodyFormat format, String source) {
		try {
			List<ReadEvent> events = this.reader.read(body, format, new EventDefaults(source, this.clock.instant()));
			this.schemas.check(events);
			return events;
		}
		catch (InvalidBodyException ex) {
			throw new ProblemException(switch (ex.reason()) {
				case MALFORMED -> Problem.MALFORMED_BODY;
				case TOO_MANY_EVENTS -> Problem.TOO_MANY_EVENTS;
			}, (ex.reason() == InvalidBodyException.Reason.TOO_MANY_EVENTS)
					? ex.detail() + "; the limit is millrace.ingest.max-events" : ex.detail());
		}
	}

	private List<ItemResult> publish(List<ReadEvent> read, TraceParent trace) {
		List<Event> valid = new ArrayList<>(read.size());
		for (ReadEvent event : read) {
			if (event instanceof ReadEvent.Valid(Event sendable, int _)) {
				valid.add(sendable);
			}
		}
		Iterator<Outcome> outcomes = this.publisher.publish(valid, trace).iterator();
		List<ItemResult> results = new ArrayList<>(read.size());
		for (ReadEvent event : read) {
			results.add(switch (event) {
				case ReadEvent.Valid(Event sent, int _) -> result(results.size(), sent.id(), outcomes.next());
				case ReadEvent.Invalid invalid -> result(results.size(), invalid);
			});
		}
		return results;
	}

	private static ItemResult result(int index, String id, Outcome outcome) {
		return switch (outcome) {
			case Outcome.Committed at -> ItemResult.committed(index, id, at.topic(), at.partition(), at.offset());
			case Outcome.Held held -> ItemResult.held(index, id);
			case Outcome.Unknown unknown -> ItemResult.failed(index, id, Status.UNKNOWN, NOT_ACKNOWLEDGED);
			case Outcome.Refused refused -> ItemResult.failed(index, id, Status.REJECTED, new ItemError(refused.code(),
					refused.detail(), refused.retryable(), null, null, refused.retryAfter()));
		};
	}

	private static ItemResult result(int index, ReadEvent.Invalid invalid) {
		InvalidEventException fault = invalid.fault();
		Integer line = (invalid.line() > 0) ? invalid.line() : null;
		String limit = LIMITS.get(fault.code());
		String detail = (limit != null) ? fault.detail() + " (" + limit + ")" : fault.detail();
		return ItemResult.failed(index, invalid.id(), Status.REJECTED,
				new ItemError(fault.code(), detail, false, line, fault.path(), null));
	}

}
