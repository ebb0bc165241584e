package io.millrace.notification.mail;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.millrace.notification.channel.Outcome;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.AddressException;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPSenderFailedException;
import org.jspecify.annotations.Nullable;

import org.springframework.mail.MailSendException;

/**
 * What a failure means: the server's 5xx, or an address that can't be one, that it never
 * will be taken; everything else that it may be later. Credentials that are refused are
 * for the operator to put right, so they are of the second kind.
 */
final class MailFailure {

	/**
	 * A reply code of SMTP, perhaps an enhanced one (RFC 3463); what follows may name
	 * people.
	 */
	private static final Pattern REPLY = Pattern.compile("\\b([45]\\d\\d)([ -][245]\\.\\d{1,3}\\.\\d{1,3})?\\b");

	private MailFailure() {
	}

	static Outcome outcome(Exception failure) {
		Deque<Throwable> open = new ArrayDeque<>();
		Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
		open.add(failure);
		String kind = failure.getClass().getSimpleName();
		while (!open.isEmpty()) {
			Throwable next = open.remove();
			if (!seen.add(next)) {
				continue;
			}
			Outcome said = said(next);
			if (said != null) {
				return said;
			}
			kind = next.getClass().getSimpleName();
			follow(next, open);
		}
		return Outcome.failed("the mail server can't be reached or broke off: " + kind);
	}

	/** Null if this says nothing, but perhaps its cause. */
	private static @Nullable Outcome said(Throwable failure) {
		int code = code(failure);
		if (failure instanceof AddressException) {
			return Outcome.refused("the address can't be one");
		}
		if (failure instanceof AuthenticationFailedException) {
			return Outcome.failed("the mail server doesn't take the credentials (spring.mail.username, .password)");
		}
		if (code >= 400) {
			String answer = "the mail server answered " + reply(failure, code);
			return (code >= 500) ? Outcome.refused(answer) : Outcome.failed(answer);
		}
		return null;
	}

	private static void follow(Throwable failure, Deque<Throwable> open) {
		if (failure instanceof MailSendException sending) {
			open.addAll(sending.getFailedMessages().values());
		}
		if (failure instanceof MessagingException messaging) {
			addIfThere(messaging.getNextException(), open);
		}
		addIfThere(failure.getCause(), open);
	}

	private static void addIfThere(@Nullable Throwable failure, Deque<Throwable> open) {
		if (failure != null) {
			open.add(failure);
		}
	}

	private static int code(Throwable failure) {
		return switch (failure) {
			case SMTPAddressFailedException refused -> refused.getReturnCode();
			case SMTPSenderFailedException refused -> refused.getReturnCode();
			case SMTPSendFailedException refused -> refused.getReturnCode();
			default -> 0;
		};
	}

	private static String reply(Throwable failure, int code) {
		Matcher reply = REPLY.matcher(String.valueOf(failure.getMessage()));
		return reply.find() ? reply.group() : Integer.toString(code);
	}

}
