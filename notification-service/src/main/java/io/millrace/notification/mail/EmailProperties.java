package io.millrace.notification.mail;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Notifications by e-mail. The mail server is Spring Boot's {@code spring.mail.*}.
 *
 * @param from the sender's address, which may have a name:
 * {@code Shop <no-reply@example.org>}. Default none: no e-mail is sent, and rules can't
 * say email
 */
@ConfigurationProperties("millrace.notification.email")
public record EmailProperties(@Nullable String from) {
}
