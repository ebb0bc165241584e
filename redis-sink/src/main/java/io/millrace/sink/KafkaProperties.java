package io.millrace.sink;

import java.util.Locale;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How Millrace's consumers talk to Kafka, beside Spring Boot's {@code spring.kafka.*}.
 *
 * @param groupProtocol {@code consumer} (KIP-848, rebalances without stopping everybody;
 * Kafka 4) or {@code classic} for clusters that don't have it. Changing it needs no
 * downtime. Default {@code consumer}.
 */
@ConfigurationProperties("millrace.kafka")
public record KafkaProperties(@DefaultValue("consumer") String groupProtocol) {

	public KafkaProperties {
		groupProtocol = groupProtocol.toLowerCase(Locale.ROOT);
		if (!groupProtocol.equals("consumer") && !groupProtocol.equals("classic")) {
			throw new IllegalArgumentException(
					"millrace.kafka.group-protocol is consumer or classic, not " + groupProtocol);
		}
	}

}
