package io.millrace.common.security;

import java.time.Clock;
import java.time.Duration;
import java.util.List;

import io.millrace.common.security.SecurityProperties.Mode;
import io.millrace.common.security.key.ApiKeys;
import io.millrace.common.security.key.Scope;
import io.millrace.common.security.limit.KeyLimits;
import io.millrace.common.security.limit.LimitFilter;
import io.millrace.common.security.user.UserTokens;
import jakarta.servlet.DispatcherType;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.security.autoconfigure.actuate.web.servlet.EndpointRequest;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.http.HttpHeaders;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.annotation.web.configurers.AuthorizeHttpRequestsConfigurer;
import org.springframework.security.config.annotation.web.configurers.CsrfConfigurer;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.authentication.www.BasicAuthenticationFilter;
import org.springframework.security.web.context.RequestAttributeSecurityContextRepository;
import org.springframework.security.web.csrf.CookieCsrfTokenRepository;
import org.springframework.security.web.csrf.CsrfFilter;
import org.springframework.security.web.firewall.HttpFirewall;
import org.springframework.security.web.firewall.StrictHttpFirewall;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.filter.CorsFilter;
import org.springframework.web.servlet.HandlerExceptionResolver;

/**
 * Asks callers of every web application who they are, and lets them do what the
 * application's {@link AccessRule}s say. Refuses to start where everybody could call, or
 * nobody.
 */
@AutoConfiguration(beforeName = { "org.springframework.boot.security.autoconfigure.UserDetailsServiceAutoConfiguration",
		"org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration",
		"org.springframework.boot.security.autoconfigure.actuate.web.servlet.ManagementWebSecurityAutoConfiguration" })
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@EnableConfigurationProperties(SecurityProperties.class)
public class SecurityAutoConfiguration {

	/** Only so that Spring Boot doesn't make a user and log its password. */
	@Bean
	AuthenticationManager noUsers() {
		return (authentication) -> {
			throw new BadCredentialsException("There are no users with passwords");
		};
	}

	/** A span and a timer for each filter of each request tell nobody anything. */
	@Bean
	SecurityObservationSettings securityObservationSettings() {
		return SecurityObservationSettings.noObservations();
	}

	/**
	 * Tomcat lets nothing but tokens in as names; a regular expression each is for
	 * nothing.
	 */
	@Bean
	HttpFirewall httpFirewall() {
		StrictHttpFirewall firewall = new StrictHttpFirewall();
		firewall.setAllowedHeaderNames((name) -> true);
		return firewall;
	}

	@Bean
	ApiKeys apiKeys(SecurityProperties properties, Environment environment, ObjectProvider<Clock> clock) {
		Clock time = clock.getIfAvailable(Clock::systemUTC);
		if (properties.mode() == Mode.NONE) {
			StartCheck.requireLoopback(environment, properties);
			return new ApiKeys(List.of(), null, time);
		}
		ApiKeys keys = new ApiKeys(properties.keys(), properties.keysFile(), time);
		StartCheck.requireCredentials(keys, properties);
		return keys;
	}

	@Bean
	SecurityFilterChain callersFilterChain(HttpSecurity http, ApiKeys keys, SecurityProperties properties,
			ObjectProvider<Clock> clock, ObjectProvider<AccessRule> rules, ObjectProvider<CallerSource> sessions,
			@Qualifier("handlerExceptionResolver") HandlerExceptionResolver resolver) {
		sessionless(http);
		cors(http, properties.cors().allowedOrigins(), resolver);
		if (properties.mode() == Mode.NONE) {
			return http.csrf(AbstractHttpConfigurer::disable)
				.authorizeHttpRequests((requests) -> requests.anyRequest().permitAll())
				.build();
		}
		CallerSource session = sessions.getIfAvailable();
		Refusals refusals = new Refusals(resolver, (session != null) ? session.signInPath() : null);
		UserTokens tokens = properties.jwt().isConfigured()
				? new UserTokens(properties.jwt(), clock.getIfAvailable(Clock::systemUTC)) : null;
		// A browser sends nothing by itself to a service without sessions.
		http.csrf((session != null) ? SecurityAutoConfiguration::browsers : AbstractHttpConfigurer::disable);
		return http.addFilterAt(new CallerFilter(keys, tokens, session, refusals), BasicAuthenticationFilter.class)
			.addFilterAfter(new LimitFilter(new KeyLimits(properties.limits()),
					(request) -> Caller.of(request).map(Caller::key), resolver), AuthorizationFilter.class)
			.exceptionHandling((handling) -> handling.authenticationEntryPoint(refusals).accessDeniedHandler(refusals))
			.authorizeHttpRequests((requests) -> authorize(requests, rules))
			.build();
	}

	/**
	 * A cookie holds the token, so that who only looks at the sign-in page needs no
	 * session.
	 */
	private static void browsers(CsrfConfigurer<HttpSecurity> csrf) {
		CookieCsrfTokenRepository tokens = new CookieCsrfTokenRepository();
		tokens.setCookieName("millrace_csrf");
		tokens.setCookieCustomizer((cookie) -> cookie.sameSite("Strict"));
		csrf.csrfTokenRepository(tokens)
			.requireCsrfProtectionMatcher(
					(request) -> CallerFilter.hasNoHeader(request) && CsrfFilter.DEFAULT_CSRF_MATCHER.matches(request));
	}

	private static void cors(HttpSecurity http, List<String> origins, HandlerExceptionResolver resolver) {
		http.cors(AbstractHttpConfigurer::disable);
		if (origins.isEmpty()) {
			return;
		}
		CorsConfiguration configuration = new CorsConfiguration();
		configuration.setAllowedOrigins(origins);
		configuration.setAllowedMethods(List.of("GET", "POST", "PUT", "DELETE"));
		configuration.setAllowedHeaders(List.of(HttpHeaders.AUTHORIZATION, CallerFilter.KEY_HEADER,
				HttpHeaders.CONTENT_TYPE, HttpHeaders.CONTENT_ENCODING, "Prefer", "Last-Event-ID", "traceparent",
				"ce-specversion", "ce-id", "ce-source", "ce-type", "ce-subject", "ce-time"));
		configuration.setExposedHeaders(List.of(HttpHeaders.RETRY_AFTER, HttpHeaders.WWW_AUTHENTICATE));
		configuration.setMaxAge(Duration.ofHours(1));
		// Spring Security's configurer takes no processor.
		CorsFilter filter = new CorsFilter((request) -> configuration);
		filter.setCorsProcessor(new ProblemCorsProcessor(resolver));
		http.addFilter(filter);
	}

	/** Spring Security itself makes no session and answers with no page. */
	private static void sessionless(HttpSecurity http) {
		http.formLogin(AbstractHttpConfigurer::disable)
			.httpBasic(AbstractHttpConfigurer::disable)
			.logout(AbstractHttpConfigurer::disable)
			.requestCache(AbstractHttpConfigurer::disable)
			.sessionManagement(AbstractHttpConfigurer::disable)
			.securityContext(
					(context) -> context.securityContextRepository(new RequestAttributeSecurityContextRepository()));
	}

	private static void authorize(
			AuthorizeHttpRequestsConfigurer<HttpSecurity>.AuthorizationManagerRequestMatcherRegistry requests,
			ObjectProvider<AccessRule> rules) {
		// What goes on with a request that was let in, or tells why it wasn't.
		requests.dispatcherTypeMatchers(DispatcherType.ASYNC, DispatcherType.FORWARD, DispatcherType.ERROR).permitAll();
		// On their own port, which the network keeps apart.
		requests.requestMatchers(EndpointRequest.to("health", "prometheus")).permitAll();
		rules.orderedStream()
			.forEach((rule) -> requests.requestMatchers(rule.paths().toArray(String[]::new)).access(rule.manager()));
		requests.anyRequest().access(AccessRule.scope(Scope.ADMIN).manager());
	}

}
