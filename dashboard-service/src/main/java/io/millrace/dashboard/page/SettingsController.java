package io.millrace.dashboard.page;

import java.util.List;

import io.millrace.common.security.Caller;
import jakarta.servlet.http.HttpServletRequest;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/**
 * What the page's files can't know. Only the page asks for it: not a part of the API.
 */
@RestController
@RequiredArgsConstructor
class SettingsController {

	/** APIs that a release may not have: the page asks only for what is there. */
	private static final List<String> OPTIONAL = List.of("/v1/meters", "/v1/funnels");

	private final PageProperties properties;

	private final RequestMappingHandlerMapping requestMappingHandlerMapping;

	@GetMapping("/page/settings.json")
	ResponseEntity<Settings> settings(HttpServletRequest request) {
		String name = (request.getSession(false) != null) ? Caller.of(request).map(Caller::name).orElse(null) : null;
		return ResponseEntity.ok()
			.cacheControl(CacheControl.noStore())
			.body(new Settings(this.properties.ingestUrl(), name, OPTIONAL.stream().filter(this::exists).toList()));
	}

	private boolean exists(String path) {
		return this.requestMappingHandlerMapping.getHandlerMethods()
			.keySet()
			.stream()
			.anyMatch((mapping) -> mapping.getPatternValues().contains(path));
	}

	/**
	 * The settings.
	 *
	 * @param ingestUrl where events are posted to, empty for the usual place
	 * @param signedInAs the name of the key that the viewer has signed in with, if so
	 * @param apis those that not every release has, as far as this one does
	 */
	record Settings(String ingestUrl, @Nullable String signedInAs, List<String> apis) {
	}

}
