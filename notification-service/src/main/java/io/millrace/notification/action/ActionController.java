package io.millrace.notification.action;

import java.util.Map;
import java.util.Optional;

import io.millrace.notification.inbox.Parameters;
import io.millrace.notification.log.Entry;
import io.millrace.notification.log.ItemId;
import jakarta.servlet.http.HttpServletRequest;
import lombok.RequiredArgsConstructor;

import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/v1/notifications")
@RequiredArgsConstructor
final class ActionController {

	private final Actions actions;

	@PostMapping("/{id}/read")
	ResponseEntity<Object> read(@PathVariable String id, HttpServletRequest request) {
		String user = Parameters.of(request).user();
		return answer(this.actions.mark(user, new Entry.Read(possible(id))));
	}

	@PostMapping("/{id}/unread")
	ResponseEntity<Object> unread(@PathVariable String id, HttpServletRequest request) {
		String user = Parameters.of(request).user();
		return answer(this.actions.mark(user, new Entry.Unread(possible(id))));
	}

	@PostMapping("/read-all")
	ResponseEntity<Object> readAll(HttpServletRequest request) {
		ReadAllRequest body = ReadAllRequest.read(request);
		String user = Parameters.of(request).user();
		Long upTo = body.upTo();
		return answer(this.actions.readAll(user, (upTo != null) ? upTo : this.actions.revision(user)));
	}

	/** What has not even the form of an id need not be written into the log. */
	private String possible(String id) {
		if (!ItemId.isPossible(id)) {
			throw this.actions.unknown();
		}
		return id;
	}

	private static ResponseEntity<Object> answer(Optional<ActionAnswer> answer) {
		return answer.<ResponseEntity<Object>>map(ResponseEntity::ok)
			.orElseGet(() -> ResponseEntity.accepted().body(Map.of("status", "pending")));
	}

}
