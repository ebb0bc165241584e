package io.millrace.dashboard.query;

import jakarta.servlet.http.HttpServletRequest;
import lombok.RequiredArgsConstructor;

import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * {@code GET /v1/query}.
 */
@RestController
@RequiredArgsConstructor
class QueryController {

	private final QueryService queries;

	@GetMapping("/v1/query")
	ResponseEntity<QueryResult> query(HttpServletRequest request) {
		QueryResult result = this.queries.query(new QueryParameters(request).read());
		return ResponseEntity.ok().cacheControl(CacheControl.noStore()).body(result);
	}

}
