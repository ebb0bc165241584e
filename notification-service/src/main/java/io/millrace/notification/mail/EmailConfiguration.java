package io.millrace.notification.mail;

import java.util.List;

import io.millrace.notification.audience.Preferences;
import io.millrace.notification.channel.Target;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.mail.javamail.JavaMailSender;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(EmailProperties.class)
class EmailConfiguration {

	/** None, unless both the server and the sender are known. */
	@Bean
	Target.Source emails(EmailProperties properties, ObjectProvider<JavaMailSender> sender, Preferences preferences) {
		JavaMailSender server = sender.getIfAvailable();
		InternetAddress from = from(properties.from());
		List<Target> targets = (server != null && from != null) ? List.of(new EmailTarget(server, from, preferences))
				: List.of();
		return () -> targets;
	}

	private static @Nullable InternetAddress from(@Nullable String text) {
		if (text == null || text.isBlank()) {
			return null;
		}
		try {
			InternetAddress[] addresses = InternetAddress.parse(text, true);
			if (addresses.length == 1 && addresses[0].getAddress().indexOf('@') > 0) {
				addresses[0].validate();
				return addresses[0];
			}
		}
		catch (AddressException ex) {
			// Said below, for all that it can't be.
		}
		throw new IllegalArgumentException(
				"millrace.notification.email.from is one address such as Shop <no-reply@example.org>, not " + text);
	}

}
