package io.millrace.common.security;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;

import io.millrace.common.security.key.Scope;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.access.intercept.RequestAuthorizationContext;

/**
 * Who may use some paths. A service declares its rules as beans; paths without a rule
 * need {@link Scope#ADMIN}.
 *
 * @param paths patterns as Spring MVC knows them, for every method
 * @param scope what a key needs, nobody needs anything if null
 * @param changing what a key needs for methods that change something, where that is more
 * @param ownUser whether end users may, too, if {@code user=} names nobody else
 */
public record AccessRule(List<String> paths, @Nullable Scope scope, @Nullable Scope changing, boolean ownUser) {

	private static final String USER = "user";

	private static final Set<String> READING = Set.of("GET", "HEAD");

	public AccessRule {
		paths = List.copyOf(paths);
	}

	/** For everybody, without a key. */
	public static AccessRule open(String... paths) {
		return new AccessRule(Arrays.asList(paths), null, null, false);
	}

	/** For keys with a scope. */
	public static AccessRule scope(Scope scope, String... paths) {
		return new AccessRule(Arrays.asList(paths), scope, scope, false);
	}

	/** For keys with a scope to read, and for those with another to change. */
	public static AccessRule scopes(Scope reading, Scope changing, String... paths) {
		return new AccessRule(Arrays.asList(paths), reading, changing, false);
	}

	/** For keys that may act for users, and for end users about themselves. */
	public static AccessRule users(String... paths) {
		return new AccessRule(Arrays.asList(paths), Scope.USERS_ACT, Scope.USERS_ACT, true);
	}

	/** The rule as Spring Security takes it. */
	AuthorizationManager<RequestAuthorizationContext> manager() {
		return this::decide;
	}

	private AuthorizationDecision decide(Supplier<? extends @Nullable Authentication> authentication,
			RequestAuthorizationContext context) {
		Scope needed = READING.contains(context.getRequest().getMethod()) ? this.scope : this.changing;
		if (needed == null) {
			return new AuthorizationDecision(true);
		}
		Authentication known = authentication.get();
		return (known != null && known.getPrincipal() instanceof Caller caller)
				? decide(needed, caller, context.getRequest()) : new AuthorizationDecision(false);
	}

	private AuthorizationDecision decide(Scope needed, Caller caller, HttpServletRequest request) {
		if (caller.user() == null) {
			return caller.scopes().contains(needed) ? new AuthorizationDecision(true)
					: new Denial("The key '" + caller.name() + "' needs the scope " + needed.text(), needed);
		}
		if (!this.ownUser) {
			return new Denial("End users may only read and change their own inbox", null);
		}
		return namesNobodyElse(request, caller.user()) ? new AuthorizationDecision(true)
				: new Denial("'user' names somebody else than the token", null);
	}

	private static boolean namesNobodyElse(HttpServletRequest request, String user) {
		try {
			String[] named = request.getParameterValues(USER);
			return named == null || Arrays.stream(named).allMatch((name) -> Objects.equals(name, user));
		}
		catch (IllegalStateException ex) {
			// Tomcat's way to say that it can't decode the query: it may name anybody.
			return false;
		}
	}

	/** Why not, and with which scope it would be. */
	static final class Denial extends AuthorizationDecision {

		private final String detail;

		private final @Nullable Scope needed;

		private Denial(String detail, @Nullable Scope needed) {
			super(false);
			this.detail = detail;
			this.needed = needed;
		}

		String detail() {
			return this.detail;
		}

		@Nullable Scope needed() {
			return this.needed;
		}

	}

}
