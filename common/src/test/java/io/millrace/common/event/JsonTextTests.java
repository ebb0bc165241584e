package io.millrace.common.event;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class JsonTextTests {

	private static final JsonMapper JSON = JsonMapper.builder()
		.enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
		.disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
		.build();

	enum Colour {

		RED, GREEN

	}

	record Part(@Nullable String name) {
	}

	record Body(@Nullable List<Part> parts, @Nullable Integer days, @Nullable Boolean on, @Nullable Instant at,
			@Nullable Colour colour) {
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			[]                        | It must be an object
			``                        | It must be an object
			{"days":"7"}              | 'days' must be a whole number
			{"days":[]}               | 'days' must be a whole number
			{"on":"yes"}              | 'on' must be true or false
			{"at":"tomorrow"}         | 'at' must be a date-time such as 2026-11-22T10:00:00Z
			{"parts":{}}              | 'parts' must be an array
			{"parts":[{},{"name":{}}]}| 'parts[1].name' must be a string
			{"parts":[{},7]}          | 'parts[1]' must be an object
			{"parts":[{"nom":"a"}]}   | There is no field 'parts[0].nom' but name
			{"colour":"blue"}         | 'colour' must be one of red, green
			""")
	void saysWhichFieldIsWrongAndWhatWouldBeRight(String json, String words) {
		JacksonException ex = catchThrowableOfType(JacksonException.class, () -> JSON.readValue(json, Body.class));
		assertThat(JsonText.describe(ex)).isEqualTo(words);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			{"days":                  | Unexpected end-of-input
			{"days":01}               | Invalid numeric value
			{broken                   | Unexpected character
			""")
	void leavesWhatIsNoJsonToTheParser(String json, String words) {
		JacksonException ex = catchThrowableOfType(JacksonException.class, () -> JSON.readValue(json, Body.class));
		assertThat(JsonText.describe(ex)).startsWith(words).doesNotContain("Source", "java");
	}

}
