package io.millrace.notification.webhook;

import java.time.Clock;
import java.util.List;

import io.millrace.notification.channel.Target;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(WebhookProperties.class)
class WebhookConfiguration {

	/** Each endpoint has its tries counted elsewhere. */
	private static final int MOST_CONNECTIONS = 1_000;

	/**
	 * A client that does one thing: no redirects, no retries, no cookies, no proxy, no
	 * credentials, no decompression.
	 */
	@Bean
	CloseableHttpClient webhookClient(WebhookProperties properties) {
		return HttpClients.custom()
			.setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
				.setDnsResolver(new AddressGuard(properties.allowPrivateAddresses()))
				.setMaxConnPerRoute(MOST_CONNECTIONS)
				.setMaxConnTotal(MOST_CONNECTIONS)
				.setDefaultConnectionConfig(ConnectionConfig.custom()
					.setConnectTimeout(Timeout.of(properties.connectTimeout()))
					.setTimeToLive(TimeValue.ofMinutes(1))
					.build())
				.build())
			.setDefaultRequestConfig(RequestConfig.custom().setProtocolUpgradeEnabled(false).build())
			.evictIdleConnections(TimeValue.ofSeconds(30))
			.disableRedirectHandling()
			.disableAutomaticRetries()
			.disableCookieManagement()
			.disableAuthCaching()
			.disableContentCompression()
			.setUserAgent("Millrace")
			.build();
	}

	@Bean
	Target.Source webhooks(WebhookProperties properties, CloseableHttpClient webhookClient, Clock clock) {
		List<Target> targets = WebhookTarget.all(properties, webhookClient, clock);
		return () -> targets;
	}

}
