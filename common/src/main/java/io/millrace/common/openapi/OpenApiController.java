package io.millrace.common.openapi;

import java.util.Set;

import io.millrace.common.problem.UnknownParameters;
import jakarta.servlet.http.HttpServletRequest;

import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.util.DigestUtils;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * {@code GET /v3/api-docs}. Clients ask each time whether it has changed, by its content.
 */
@RestController
final class OpenApiController {

	static final String PATH = "/v3/api-docs";

	private final byte[] json;

	private final String eTag;

	OpenApiController(byte[] json) {
		this.json = json;
		this.eTag = "\"" + DigestUtils.md5DigestAsHex(json) + "\"";
	}

	@GetMapping(path = PATH, produces = MediaType.APPLICATION_JSON_VALUE)
	ResponseEntity<byte[]> document(HttpServletRequest request) {
		UnknownParameters.reject(request, Set.of());
		return ResponseEntity.ok()
			.cacheControl(CacheControl.noCache())
			.eTag(this.eTag)
			.contentType(MediaType.APPLICATION_JSON)
			.body(this.json);
	}

}
