package io.millrace.dashboard.page;

import lombok.RequiredArgsConstructor;

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
	ResponseEntity<PageProperties> settings() {
		return ResponseEntity.ok().cacheControl(CacheControl.noStore()).body(this.properties);
	}

}
