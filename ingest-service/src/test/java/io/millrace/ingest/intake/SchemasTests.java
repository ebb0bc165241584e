package io.millrace.ingest.intake;

import java.nio.charset.StandardCharsets;
import java.util.List;

import io.millrace.common.event.TypePattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.core.io.ByteArrayResource;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

class SchemasTests {

	private static void read(String schema) {
		new Schemas(new SchemaProperties(List.of(new SchemaProperties.TypeSchema(new TypePattern("*"),
				new ByteArrayResource(schema.getBytes(StandardCharsets.UTF_8))))));
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"type\":7}", "{\"properties\":{\"a\":{\"minimum\":\"1\"}}}", "[]", "{", "",
			"{\"$ref\":\"http://127.0.0.1:9/other.json\"}", "{\"properties\":{\"a\":{\"pattern\":\"(\"}}}" })
	void refusesToStartWithWhatIsNoSchema(String schema) {
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class).isThrownBy(() -> read(schema))
			.satisfies((ex) -> org.assertj.core.api.Assertions.assertThat(ex.getReason())
				.startsWith("It can't be read as a JSON Schema: "));
	}

	@ParameterizedTest
	@ValueSource(strings = { "{}", "{\"type\":\"object\"}",
			"{\"$schema\":\"http://json-schema.org/draft-07/schema#\",\"type\":\"object\"}",
			"{\"$defs\":{\"a\":{\"type\":\"string\"}},\"properties\":{\"x\":{\"$ref\":\"#/$defs/a\"}}}" })
	void readsSchemas(String schema) {
		assertThatNoException().isThrownBy(() -> read(schema));
	}

}
