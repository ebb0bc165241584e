package io.millrace.ingest.publish;

import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PublishPropertiesTests {

	private static PublishProperties bind(Map<String, String> properties) {
		return new Binder(new MapConfigurationPropertySource(properties)).bindOrCreate("p", PublishProperties.class);
	}

	@Test
	void leaveTimeForTheLastEventToBeDecided() {
		assertThat(bind(Map.of()).handOver()).isEqualTo(Duration.ofSeconds(4));
	}

	@ParameterizedTest
	@CsvSource({ "delivery-timeout, 9s, must be longer", "request-deadline, 6s, must be longer",
			"max-block, 1ms, at least 10ms", "delivery-timeout, 10ms, at least 1s", "linger, 2s, 0 to 1s",
			"batch-size, 100MB, up to the buffer-memory", "buffer-memory, 1MB, at least 4MB" })
	void refuseWhatCannotBeKeptAndSayWhy(String name, String value, String reason) {
		assertThatThrownBy(() -> bind(Map.of("p." + name, value))).rootCause()
			.hasMessageContaining("millrace.ingest.publish.")
			.hasMessageContaining(reason);
	}

}
