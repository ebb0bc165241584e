package io.millrace.dashboard.declaration;

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
 * One sort of definition, and how it is written as JSON. That is read strictly: a
 * misspelt field that is passed over would make another definition than was meant.
 *
 * @param word how one is called, e.g. {@code meter}
 * @param body how one is sent
 * @param most how many there may be
 * @param <D> what it is
 */
public record DefinitionKind<D extends Definition>(String word, Class<? extends DefinitionBody<D>> body, int most) {

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

	/** How several are called. */
	public String plural() {
		return this.word + "s";
	}

	/**
	 * @param name its name where the JSON has none
	 * @throws IllegalArgumentException if it is no such definition, or another one's,
	 * with what is wrong
	 */
	public D read(byte[] json, String name) {
		DefinitionBody<D> read;
		try {
			read = JSON.readValue(json, this.body);
		}
		catch (JacksonException ex) {
			throw new IllegalArgumentException("Not a " + this.word + ": " + JsonText.describe(ex), ex);
		}
		if (read == null) {
			throw new IllegalArgumentException("A " + this.word + " is a JSON object");
		}
		String own = read.name();
		if (own != null && !own.equals(name)) {
			throw new IllegalArgumentException(
					"The " + this.word + " is named '" + own + "' in one place and '" + name + "' in another");
		}
		return read.definition(name);
	}

	/** As it is stored and answered. */
	public byte[] write(D definition) {
		return JSON.writeValueAsBytes(definition);
	}

}
