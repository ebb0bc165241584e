package io.millrace.dashboard.pipeline;

import java.util.Set;

import io.millrace.common.problem.UnknownParameters;
import jakarta.servlet.http.HttpServletRequest;
import lombok.RequiredArgsConstructor;

import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * {@code GET /v1/pipeline}.
 */
@RestController
@RequiredArgsConstructor
class PipelineController {

	private final PipelineService pipeline;

	@GetMapping("/v1/pipeline")
	ResponseEntity<Pipeline> pipeline(HttpServletRequest request) {
		UnknownParameters.reject(request, Set.of());
		return ResponseEntity.ok().cacheControl(CacheControl.noStore()).body(this.pipeline.current());
	}

}
