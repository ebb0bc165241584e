package io.millrace.notification.webhook;

import java.time.Duration;
import java.util.List;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Who is told of notifications over HTTP.
 *
 * @param endpoints where to. Default none
 * @param connectTimeout how long a connection may take to be made, per address of the
 * host. Default 3s. It is part of the time that a try has in all
 * (millrace.notification.deliver.timeout)
 * @param allowPrivateAddresses whether endpoints may be on this machine or in private and
 * other special networks, and may be spoken to without TLS. Default false: such an
 * endpoint could be a service that trusts whoever reaches it
 */
@ConfigurationProperties("millrace.notification.webhook")
public record WebhookProperties(@DefaultValue List<Endpoint> endpoints, @DefaultValue("3s") Duration connectTimeout,
		@DefaultValue("false") boolean allowPrivateAddresses) {

	/**
	 * @throws IllegalArgumentException if an endpoint can't be sent to as things are set
	 */
	public WebhookProperties {
		endpoints = List.copyOf(endpoints);
		if (connectTimeout.isNegative() || connectTimeout.isZero()) {
			throw new IllegalArgumentException(
					"millrace.notification.webhook.connect-timeout must be positive, not " + connectTimeout);
		}
		if (!allowPrivateAddresses) {
			endpoints.forEach(WebhookProperties::requirePublic);
		}
	}

	private static void requirePublic(Endpoint endpoint) {
		String only = "' has is taken only where millrace.notification.webhook.allow-private-addresses is true";
		if (!endpoint.url().getScheme().equalsIgnoreCase("https")) {
			throw new IllegalArgumentException("A url without TLS as the webhook endpoint '" + endpoint.name() + only);
		}
		if (!AddressGuard.isPossible(endpoint.url().getHost())) {
			throw new IllegalArgumentException(
					"A url with a private address as the webhook endpoint '" + endpoint.name() + only);
		}
	}

}
