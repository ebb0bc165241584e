package io.millrace.notification.action;

import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

import io.millrace.notification.inbox.Parameters;
import io.millrace.notification.log.Entry;
import io.millrace.notification.log.ItemId;
import io.millrace.notification.log.ItemState;
import jakarta.servlet.http.HttpServletRequest;
import lombok.RequiredArgsConstructor;

import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/v1/notifications")
@RequiredArgsConstructor
final class ActionController {

	private final Actions actions;

	private final Clock clock;

	@PostMapping("/{id}/read")
	ResponseEntity<Object> read(@PathVariable String id, HttpServletRequest request) {
		return mark(id, request, Entry.Read::new);
	}

	@PostMapping("/{id}/unread")
	ResponseEntity<Object> unread(@PathVariable String id, HttpServletRequest request) {
		return mark(id, request, Entry.Unread::new);
	}

	@PostMapping("/{id}/archive")
	ResponseEntity<Object> archive(@PathVariable String id, HttpServletRequest request) {
		return mark(id, request, Entry.Archive::new);
	}

	@PostMapping("/{id}/unarchive")
	ResponseEntity<Object> unarchive(@PathVariable String id, HttpServletRequest request) {
		return mark(id, request, Entry.Unarchive::new);
	}

	@PostMapping("/{id}/snooze")
	ResponseEntity<Object> snooze(@PathVariable String id, HttpServletRequest request) {
		SnoozeRequest body = SnoozeRequest.read(request, this.clock.instant());
		return mark(id, request, (known) -> new Entry.Snooze(known, body.until().toEpochMilli()));
	}

	@PostMapping("/{id}/unsnooze")
	ResponseEntity<Object> unsnooze(@PathVariable String id, HttpServletRequest request) {
		return mark(id, request, Entry.Unsnooze::new);
	}

	@DeleteMapping("/{id}")
	ResponseEntity<Object> delete(@PathVariable String id, HttpServletRequest request) {
		return mark(id, request, Entry.Delete::new);
	}

	@PostMapping("/read-all")
	ResponseEntity<Object> readAll(HttpServletRequest request) {
		return sweep(request, Set.of(ItemState.UNREAD),
				(body, upTo) -> new Entry.ReadAll(upTo, body.states(), body.category()));
	}

	@PostMapping("/archive-all")
	ResponseEntity<Object> archiveAll(HttpServletRequest request) {
		return sweep(request, ItemState.SHOWN,
				(body, upTo) -> new Entry.ArchiveAll(upTo, body.states(), body.category()));
	}

	@PostMapping("/delete-all")
	ResponseEntity<Object> deleteAll(HttpServletRequest request) {
		return sweep(request, ItemState.SHOWN,
				(body, upTo) -> new Entry.DeleteAll(upTo, body.states(), body.category()));
	}

	private ResponseEntity<Object> mark(String id, HttpServletRequest request, Function<String, Entry.Mark> mark) {
		String user = Parameters.of(request).user();
		// What has not even the form of an id need not be written into the log.
		if (!ItemId.isPossible(id)) {
			throw this.actions.unknown();
		}
		return answer(this.actions.mark(user, mark.apply(id)));
	}

	private interface SweepFactory {

		Entry.Sweep sweep(SweepRequest body, long upTo);

	}

	private ResponseEntity<Object> sweep(HttpServletRequest request, Set<ItemState> states, SweepFactory factory) {
		SweepRequest body = SweepRequest.read(request, states);
		String user = Parameters.of(request).user();
		Long upTo = body.upTo();
		return answer(this.actions.sweep(user,
				factory.sweep(body, (upTo != null) ? upTo : Math.max(0, this.actions.revision(user)))));
	}

	private static ResponseEntity<Object> answer(Optional<ActionAnswer> answer) {
		return answer.<ResponseEntity<Object>>map(ResponseEntity::ok)
			.orElseGet(() -> ResponseEntity.accepted().body(Map.of("status", "pending")));
	}

}
