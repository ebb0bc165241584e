package io.millrace.dashboard.page;

import io.millrace.common.security.Caller;
import jakarta.servlet.http.HttpServletRequest;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * What the page's files can't know. Only the page asks for it: not a part of the API.
 */
@RestController
@RequiredArgsConstructor
class SettingsController {

	private final PageProperties properties;

	@GetMapping("/page/settings.json")
	ResponseEntity<Settings> settings(HttpServletRequest request) {
		String name = (request.getSession(false) != null) ? Caller.of(request).map(Caller::name).orElse(null) : null;
		return ResponseEntity.ok()
			.cacheControl(CacheControl.noStore())
			.body(new Settings(this.properties.ingestUrl(), name));
	}

	/**
	 * The settings.
	 *
	 * @param ingestUrl where events are posted to, empty for the usual place
	 * @param signedInAs the name of the key that the viewer has signed in with, if so
	 */
	record Settings(String ingestUrl, @Nullable String signedInAs) {
	}

}
