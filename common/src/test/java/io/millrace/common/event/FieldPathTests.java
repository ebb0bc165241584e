package io.millrace.common.event;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class FieldPathTests {

	private static final JsonNode TREE = tree("""
			{"subject":"ann","type":"t","source":"/s","id":"1","data":{"amount":12.50,"seller":{"id":"s-7","vip":true},
			 "big":12345678901234567890123,"none":null,"list":[1]}}""");

	private static JsonNode tree(String json) {
		byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
		return new EventCodec().tree(new Event("1", "/s", "t", "ann", Instant.EPOCH, bytes));
	}

	@ParameterizedTest
	@CsvSource({ "subject, ann", "type, t", "source, /s", "id, 1", "data.amount, 12.50", "data.seller.id, s-7",
			"data.seller.vip, true", "data.big, 12345678901234567890123" })
	void readsAttributesAndFieldsOfTheDataAsTheyWereWritten(String path, String expected) {
		assertThat(new FieldPath(path).readText(TREE)).isEqualTo(expected);
	}

	@ParameterizedTest
	@ValueSource(strings = { "data.missing", "data.none", "data.amount.cents", "data.seller.id.x", "data.list.0" })
	void readsNothingWhereThereIsNothing(String path) {
		assertThat(new FieldPath(path).read(TREE)).isNull();
		assertThat(new FieldPath(path).readText(TREE)).isNull();
	}

	@Test
	void readsObjectsAsTreesButNotAsText() {
		assertThat(new FieldPath("data").read(TREE)).isEqualTo(TREE.get("data"));
		assertThat(new FieldPath("data.seller").readText(TREE)).isNull();
		assertThat(new FieldPath("data").readText(tree("{\"data\":5}"))).isEqualTo("5");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "data.", "data..a", "datum", "subject.name", ".data", "data.a.", "Data" })
	void refusesWhatIsNoField(String path) {
		assertThatIllegalArgumentException().isThrownBy(() -> new FieldPath(path)).withMessageContaining("data.a.b");
	}

}
