package io.millrace.notification.mail;

import java.net.ConnectException;
import java.util.Map;

import io.millrace.notification.channel.Outcome;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.junit.jupiter.api.Test;

import org.springframework.mail.MailAuthenticationException;
import org.springframework.mail.MailSendException;

import static org.assertj.core.api.Assertions.assertThat;

class MailFailureTests {

	private static Outcome answered(int code, String text) throws Exception {
		SendFailedException sending = new SendFailedException("Invalid Addresses",
				new SMTPAddressFailedException(new InternetAddress("ann@example.org"), "RCPT TO", code, text));
		return MailFailure.outcome(new MailSendException(Map.of(new Object(), sending)));
	}

	@Test
	void isForGoodWhereTheServerSaysSo() throws Exception {
		assertThat(answered(550, "550 5.1.1 <ann@example.org>: no such user"))
			.isEqualTo(Outcome.refused("the mail server answered 550 5.1.1"));
		assertThat(MailFailure.outcome(new AddressException("no address", "x"))).extracting(Outcome::kind)
			.isEqualTo(Outcome.Kind.REFUSED);
	}

	@Test
	void passesOtherwise() throws Exception {
		assertThat(answered(451, "451 greylisted ann@example.org"))
			.isEqualTo(Outcome.failed("the mail server answered 451"));
		assertThat(MailFailure
			.outcome(new MailSendException("down", new MessagingException("down", new ConnectException("refused"))))
			.reason()).endsWith("ConnectException");
		assertThat(MailFailure.outcome(new MailAuthenticationException(new AuthenticationFailedException("535 no")))
			.reason()).contains("credentials");
	}

}
