/**
 * The ways out beside the inbox: which there are, and the topic of what is to be sent.
 */
@NullMarked
package io.millrace.notification.channel;

import org.jspecify.annotations.NullMarked;
