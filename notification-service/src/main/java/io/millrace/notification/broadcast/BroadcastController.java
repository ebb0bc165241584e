package io.millrace.notification.broadcast;

import java.util.List;
import java.util.Set;
import java.util.UUID;

import io.millrace.common.problem.Problem;
import io.millrace.common.problem.ProblemException;
import io.millrace.common.problem.UnknownParameters;
import io.millrace.common.settings.SettingsWriter;
import io.millrace.common.web.JsonBody;
import jakarta.servlet.http.HttpServletRequest;
import lombok.RequiredArgsConstructor;

import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Broadcasts over REST.
 */
@RestController
@RequestMapping("/v1/broadcasts")
@RequiredArgsConstructor
final class BroadcastController {

	private static final int MAX_BYTES = 65_536;

	private final Broadcasts broadcasts;

	private final SettingsWriter writer;

	record Answers(List<Broadcast> broadcasts) {
	}

	@GetMapping
	Answers list(HttpServletRequest request) {
		UnknownParameters.reject(request, Set.of());
		return new Answers(this.broadcasts.all().stream().map(Broadcasts.Known::broadcast).toList());
	}

	@GetMapping("/{id}")
	Broadcast one(@PathVariable String id, HttpServletRequest request) {
		UnknownParameters.reject(request, Set.of());
		return known(id);
	}

	/** One with an id of its sender's own may be sent again. */
	@PostMapping
	ResponseEntity<Broadcast> send(HttpServletRequest request) {
		UnknownParameters.reject(request, Set.of());
		Broadcast sent = read(JsonBody.read(request, MAX_BYTES));
		Broadcast broadcast = sent.named((sent.id() != null) ? sent.id() : UUID.randomUUID().toString());
		String id = String.valueOf(broadcast.id());
		Broadcast earlier = this.broadcasts.named(id).map(Broadcasts.Known::broadcast).orElse(null);
		if (broadcast.equals(earlier)) {
			return ResponseEntity.ok(earlier);
		}
		if (earlier != null) {
			throw new ProblemException(Problem.CONFLICT, "There is another broadcast of this id");
		}
		this.writer.write(this.broadcasts, id, broadcast.write());
		return ResponseEntity.status(HttpStatus.CREATED).body(broadcast);
	}

	@DeleteMapping("/{id}")
	ResponseEntity<Void> withdraw(@PathVariable String id, HttpServletRequest request) {
		UnknownParameters.reject(request, Set.of());
		Broadcast known = known(id);
		if (!known.isWithdrawn()) {
			this.writer.write(this.broadcasts, id, known.withdraw().write());
		}
		return ResponseEntity.noContent().build();
	}

	private Broadcast known(String id) {
		return this.broadcasts.named(id)
			.map(Broadcasts.Known::broadcast)
			.orElseThrow(() -> new ProblemException(Problem.NOT_FOUND, "There is no such broadcast"));
	}

	private static Broadcast read(byte[] body) {
		try {
			Broadcast broadcast = Broadcast.read(body);
			var unused = new Audience(broadcast.audience());
			if (broadcast.withdrawn() != null) {
				throw new IllegalArgumentException("A broadcast is withdrawn by DELETE");
			}
			return broadcast;
		}
		catch (IllegalArgumentException ex) {
			throw new ProblemException(Problem.UNPROCESSABLE, String.valueOf(ex.getMessage()));
		}
	}

}
