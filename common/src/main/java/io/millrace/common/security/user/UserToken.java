package io.millrace.common.security.user;

import java.time.Instant;

/**
 * What a verified token says.
 *
 * @param user the user's id
 * @param until when it will be taken no longer
 */
public record UserToken(String user, Instant until) {
}
