/**
 * End users, who come with a JSON Web Token that somebody else issued.
 */
@NullMarked
package io.millrace.common.security.user;

import org.jspecify.annotations.NullMarked;
