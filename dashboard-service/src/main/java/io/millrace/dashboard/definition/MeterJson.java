package io.millrace.dashboard.definition;

import io.millrace.common.event.JsonText;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.type.LogicalType;

/**
 * Meters as JSON, read strictly: a misspelt field that is passed over would make another
 * meter than was meant.
 */
final class MeterJson {

	private static final JsonMapper JSON = JsonMapper.builder()
		.enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
		.enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
		.disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
		.withCoercionConfig(LogicalType.Textual,
				(texts) -> texts.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
					.setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
					.setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
		.withCoercionConfig(LogicalType.Enum,
				(names) -> names.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail))
		.build();

	private MeterJson() {
	}

	/**
	 * @param name the meter's name where the JSON has none
	 * @throws IllegalArgumentException if it is no meter, or another one's, with what is
	 * wrong
	 */
	static Meter read(byte[] json, String name) {
		try {
			MeterBody body = JSON.readValue(json, MeterBody.class);
			if (body == null) {
				throw new IllegalArgumentException("A meter is a JSON object");
			}
			return body.meter(name);
		}
		catch (JacksonException ex) {
			throw new IllegalArgumentException("Not a meter: " + JsonText.describe(ex), ex);
		}
	}

	static byte[] write(Meter meter) {
		return JSON.writeValueAsBytes(meter);
	}

}
