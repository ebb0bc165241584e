package io.millrace.dashboard.signin;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

import jakarta.servlet.http.HttpServletRequest;

import org.springframework.core.io.ClassPathResource;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.stereotype.Component;
import org.springframework.web.util.HtmlUtils;

/**
 * The pages that have a form. Whatever is put into them is escaped.
 */
@Component
class SignInPages {

	private static final MediaType HTML = new MediaType(MediaType.TEXT_HTML, StandardCharsets.UTF_8);

	private final String signIn = read("sign-in.html");

	private final String signOut = read("sign-out.html");

	private static String read(String name) {
		try {
			return new ClassPathResource(name, SignInPages.class).getContentAsString(StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * @param fault why the last try was in vain, empty at the first
	 */
	ResponseEntity<String> signIn(HttpServletRequest request, HttpStatus status, String fault) {
		return page(status, this.signIn.replace("{{fault}}", HtmlUtils.htmlEscape(fault)), request);
	}

	ResponseEntity<String> signOut(HttpServletRequest request) {
		return page(HttpStatus.OK, this.signOut, request);
	}

	private static ResponseEntity<String> page(HttpStatus status, String html, HttpServletRequest request) {
		// There is none where callers need no key.
		String token = (request.getAttribute(CsrfToken.class.getName()) instanceof CsrfToken csrf) ? csrf.getToken()
				: "";
		return ResponseEntity.status(status)
			.contentType(HTML)
			.cacheControl(CacheControl.noStore())
			.body(html.replace("{{csrf}}", HtmlUtils.htmlEscape(token)));
	}

}
