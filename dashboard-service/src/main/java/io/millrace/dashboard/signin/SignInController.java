package io.millrace.dashboard.signin;

import java.net.URI;

import io.millrace.common.security.key.ApiKey;
import io.millrace.common.security.key.ApiKeys;
import io.millrace.common.security.key.Scope;
import jakarta.servlet.http.HttpServletRequest;
import lombok.RequiredArgsConstructor;

import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.AuthenticationException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * {@code /sign-in} and {@code /sign-out}: pages and what their forms send.
 */
@RestController
@RequiredArgsConstructor
class SignInController {

	private final ApiKeys keys;

	private final SessionCallers sessions;

	private final SignInPages pages;

	@GetMapping("/sign-in")
	ResponseEntity<String> signInPage(HttpServletRequest request) {
		return this.pages.signIn(request, HttpStatus.OK, "");
	}

	@PostMapping("/sign-in")
	ResponseEntity<String> signIn(@RequestParam String key, HttpServletRequest request) {
		ApiKey known;
		try {
			known = this.keys.require(key.strip());
		}
		catch (AuthenticationException ex) {
			return this.pages.signIn(request, HttpStatus.UNAUTHORIZED, ex.getMessage() + ".");
		}
		if (!known.scopes().contains(Scope.DASHBOARD_READ)) {
			return this.pages.signIn(request, HttpStatus.FORBIDDEN,
					"This key may not read dashboards: it needs the scope " + Scope.DASHBOARD_READ.text() + ".");
		}
		this.sessions.begin(request, known);
		return to(request, "/");
	}

	@GetMapping("/sign-out")
	ResponseEntity<String> signOutPage(HttpServletRequest request) {
		return this.pages.signOut(request);
	}

	@PostMapping("/sign-out")
	ResponseEntity<String> signOut(HttpServletRequest request) {
		this.sessions.end(request);
		return to(request, this.sessions.signInPath());
	}

	private static ResponseEntity<String> to(HttpServletRequest request, String path) {
		return ResponseEntity.status(HttpStatus.SEE_OTHER)
			.location(URI.create(request.getContextPath() + path))
			.build();
	}

}
