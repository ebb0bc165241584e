package io.millrace.notification.webhook;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Clock;
import java.util.List;

import io.millrace.notification.channel.Channel;
import io.millrace.notification.channel.Delivery;
import io.millrace.notification.channel.Outcome;
import io.millrace.notification.channel.Target;
import lombok.extern.slf4j.Slf4j;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.jspecify.annotations.Nullable;

/**
 * Posts deliveries to one endpoint. Every try carries the same id and body, and its own
 * time. What is answered beside the status is not looked at.
 */
@Slf4j
final class WebhookTarget implements Target {

	/** More of an answer isn't read; the connection is closed instead. */
	private static final int MAX_ANSWER = 16 * 1024;

	private final Endpoint endpoint;

	private final HttpHost host;

	private final CloseableHttpClient http;

	private final Signature signature;

	private final Clock clock;

	WebhookTarget(Endpoint endpoint, CloseableHttpClient http, Clock clock) {
		this.endpoint = endpoint;
		URI url = endpoint.url();
		this.host = new HttpHost(url.getScheme(), url.getHost(), url.getPort());
		this.http = http;
		this.signature = new Signature(endpoint.secrets());
		this.clock = clock;
	}

	@Override
	public String name() {
		return Channel.webhook(this.endpoint.name());
	}

	@Override
	public boolean takes(String category) {
		return this.endpoint.categories().isEmpty() || this.endpoint.categories().contains(category);
	}

	@Override
	public @Nullable String unreachable(String user) {
		return null;
	}

	@Override
	public Outcome send(Delivery delivery) throws InterruptedException {
		try (ClassicHttpResponse response = this.http.executeOpen(this.host, request(delivery), null)) {
			drain(response);
			return Answer.of(response, this.clock.instant());
		}
		catch (AddressGuard.RefusedException ex) {
			return Outcome.refused(ex.getMessage()
					+ "; it is sent to only where millrace.notification.webhook.allow-private-addresses is true");
		}
		catch (IOException ex) {
			if (Thread.interrupted()) {
				throw new InterruptedException();
			}
			log.debug("{} failed", this.endpoint, ex);
			return Outcome.failed(describe(ex));
		}
	}

	private HttpPost request(Delivery delivery) {
		byte[] body = WebhookBody.of(delivery);
		long timestamp = this.clock.instant().getEpochSecond();
		HttpPost request = new HttpPost(this.endpoint.url());
		request.setHeader("webhook-id", delivery.id());
		request.setHeader("webhook-timestamp", timestamp);
		request.setHeader("webhook-signature", this.signature.of(delivery.id(), timestamp, body));
		request.setEntity(new ByteArrayEntity(body, ContentType.APPLICATION_JSON));
		return request;
	}

	/** A connection whose answer was read to its end can be used again. */
	private static void drain(ClassicHttpResponse response) throws IOException {
		if (response.getEntity() != null) {
			try (InputStream answer = response.getEntity().getContent()) {
				answer.readNBytes(MAX_ANSWER);
			}
		}
	}

	private static String describe(IOException failure) {
		return (failure.getMessage() != null) ? failure.getMessage() : failure.getClass().getSimpleName();
	}

	static List<Target> all(WebhookProperties properties, CloseableHttpClient http, Clock clock) {
		return properties.endpoints()
			.stream()
			.<Target>map((endpoint) -> new WebhookTarget(endpoint, http, clock))
			.toList();
	}

}
