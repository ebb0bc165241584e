package io.millrace.ingest.intake;

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class IngestPropertiesTests {

	private static IngestProperties bind(Map<String, String> properties) {
		return new Binder(new MapConfigurationPropertySource(properties)).bindOrCreate("p", IngestProperties.class);
	}

	@Test
	void haveTheDocumentedLimits() {
		IngestProperties properties = bind(Map.of());

		assertThat(properties.maxBody().toMegabytes()).isEqualTo(10);
		assertThat(properties.maxEvents()).isEqualTo(10_000);
		assertThat(properties.maxAhead()).hasMinutes(5);
	}

	@ParameterizedTest
	@CsvSource({ "max-body, 2GB, max-body must be", "max-buffered, 1MB, must not be less than max-body",
			"default-source, a b, URI reference", "max-events, 0, max-events must be", "max-ahead, -1s, max-ahead" })
	void refuseWhatCannotBeAndSayWhy(String name, String value, String reason) {
		assertThatThrownBy(() -> bind(Map.of("p." + name, value))).rootCause().hasMessageContaining(reason);
	}

}
