package io.millrace.ingest.intake;

import java.util.Set;

import io.millrace.common.problem.Problem;
import io.millrace.common.problem.ProblemException;
import io.millrace.common.problem.UnknownParameters;
import io.millrace.common.security.Caller;
import io.millrace.ingest.hold.Hold;
import io.millrace.ingest.hold.Receipt;
import jakarta.servlet.http.HttpServletRequest;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.DataAccessException;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * {@code GET /v1/receipts}.
 */
@RestController
@RequiredArgsConstructor
class ReceiptsController {

	private final Hold hold;

	private final IngestProperties properties;

	@GetMapping(path = "/v1/receipts", produces = MediaType.APPLICATION_JSON_VALUE)
	ReceiptAnswer receipt(@RequestParam String id, @RequestParam(required = false) @Nullable String source,
			HttpServletRequest request) {
		UnknownParameters.reject(request, Set.of("source", "id"));
		String asked = (source != null) ? source
				: Caller.of(request)
					.map((caller) -> "/millrace/" + caller.name())
					.orElse(this.properties.defaultSource());
		try {
			return this.hold.receipt(asked, id)
				.map((receipt) -> new ReceiptAnswer(asked, id, receipt))
				.orElseThrow(() -> new ProblemException(Problem.NOT_FOUND,
						"No event of this source and id was held or unknown lately; what was answered committed is in Kafka"));
		}
		catch (DataAccessException ex) {
			throw new ProblemException(Problem.REDIS_UNAVAILABLE, "Receipts are in Redis, which doesn't answer");
		}
	}

}
