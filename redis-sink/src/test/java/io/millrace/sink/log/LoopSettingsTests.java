package io.millrace.sink.log;

import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LoopSettingsTests {

	@Test
	void adminClientsGetWhatPlugInsForTlsAndSaslNeed() {
		Map<String, Object> kafka = Map.of("bootstrap.servers", "localhost:9092", "security.protocol", "SASL_SSL",
				"sasl.jaas.config", "secret", "ssl.engine.factory.class", "a.Factory",
				"org.springframework.boot.ssl.SslBundle", "bundle", "max.poll.records", 7, "group.protocol",
				"consumer");

		Map<String, Object> admin = new LoopSettings("t", "g", 1, Duration.ofSeconds(1), kafka).adminProperties();

		assertThat(admin).containsOnlyKeys("bootstrap.servers", "security.protocol", "sasl.jaas.config",
				"ssl.engine.factory.class", "org.springframework.boot.ssl.SslBundle");
	}

}
