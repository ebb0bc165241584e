package io.millrace.notification.mail;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

import io.millrace.notification.audience.Preferences;
import io.millrace.notification.channel.Delivery;
import io.millrace.notification.channel.Outcome;
import jakarta.mail.internet.InternetAddress;
import org.junit.jupiter.api.Test;

import org.springframework.mail.javamail.JavaMailSenderImpl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class EmailTargetTests {

	private static final Delivery DELIVERY = new Delivery("A".repeat(22), "email", "ann", "c", "t", "", null, "e", "/s",
			"r", null, null);

	private final JavaMailSenderImpl sender = new JavaMailSenderImpl();

	private final Preferences preferences = new Preferences();

	private EmailTarget target() throws Exception {
		return new EmailTarget(this.sender, new InternetAddress("no-reply@shop.example"), this.preferences);
	}

	@Test
	void leavesAMailServerThatHangsWhenItIsToldTo() throws Exception {
		this.preferences.put("ann",
				"{\"categories\":{},\"email\":\"ann@example.org\"}".getBytes(StandardCharsets.UTF_8), 1);
		try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			this.sender.setHost("127.0.0.1");
			this.sender.setPort(silent.getLocalPort());
			EmailTarget target = target();
			FutureTask<Outcome> sending = new FutureTask<>(() -> target.send(DELIVERY));
			Thread thread = Thread.ofVirtual().start(sending);
			silent.accept();
			thread.interrupt();
			assertThat(thread.join(Duration.ofSeconds(5))).isTrue();
			assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> sending.get(1, TimeUnit.SECONDS))
				.withCauseInstanceOf(InterruptedException.class);
		}
	}

	@Test
	void skipsWhoHasNoAddressAnyMore() throws Exception {
		assertThat(target().send(DELIVERY).kind()).isEqualTo(Outcome.Kind.SKIPPED);
	}

}
