package io.millrace.notification.mail;

import io.millrace.notification.audience.Preferences;
import io.millrace.notification.channel.Channel;
import io.millrace.notification.channel.Delivery;
import io.millrace.notification.channel.Outcome;
import io.millrace.notification.channel.Target;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import org.jspecify.annotations.Nullable;

import org.springframework.mail.MailException;
import org.springframework.mail.javamail.JavaMailSender;
import org.springframework.mail.javamail.MimeMessageHelper;

/**
 * Hands deliveries to the mail server, to the address that the user has at that moment.
 */
final class EmailTarget implements Target {

	private static final String NO_ADDRESS = "no address in the preferences";

	private final JavaMailSender sender;

	private final InternetAddress from;

	private final String domain;

	private final Preferences preferences;

	EmailTarget(JavaMailSender sender, InternetAddress from, Preferences preferences) {
		this.sender = sender;
		this.from = from;
		this.domain = from.getAddress().substring(from.getAddress().lastIndexOf('@') + 1);
		this.preferences = preferences;
	}

	@Override
	public String name() {
		return Channel.EMAIL;
	}

	@Override
	public boolean takes(String category) {
		return true;
	}

	@Override
	public @Nullable String unreachable(String user) {
		return (this.preferences.email(user) != null) ? null : NO_ADDRESS;
	}

	@Override
	public Outcome send(Delivery delivery) throws InterruptedException {
		String address = this.preferences.email(delivery.user());
		if (address == null) {
			return Outcome.skipped(NO_ADDRESS);
		}
		try {
			this.sender.send(message(delivery, address));
			return Outcome.delivered();
		}
		catch (MailException | MessagingException ex) {
			if (Thread.interrupted()) {
				throw new InterruptedException();
			}
			return MailFailure.outcome(ex);
		}
	}

	private MimeMessage message(Delivery delivery, String address) throws MessagingException {
		MimeMessage message = this.sender.createMimeMessage();
		MimeMessageHelper helper = new MimeMessageHelper(message, "UTF-8");
		helper.setFrom(this.from);
		helper.setTo(address);
		helper.setSubject(oneLine(delivery.title()));
		helper.setText(delivery.body().isBlank() ? delivery.title() : delivery.body());
		// The same at every try, so that a mailbox may drop a second one; the sender
		// keeps it.
		message.setHeader("Message-ID", "<" + delivery.id() + "@" + this.domain + ">");
		message.setHeader("X-Millrace-Delivery-Id", delivery.id());
		// RFC 3834: nobody's out-of-office reply is wanted.
		message.setHeader("Auto-Submitted", "auto-generated");
		return message;
	}

	/** A line break would end the header, and what follows it could be another. */
	private static String oneLine(String text) {
		return text.replaceAll("[\\p{Cntrl}\\u2028\\u2029]+", " ").strip();
	}

}
