package io.millrace.common.expression;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.google.protobuf.NullValue;
import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import tools.jackson.databind.JsonNode;

/**
 * An {@link Expression} over an event: {@code type}, {@code subject}, {@code source},
 * {@code id} and {@code data}. Thread-safe.
 */
public final class Condition {

	private static final List<String> TEXTS = List.of("type", "subject", "source", "id");

	private static final Expression.Language LANGUAGE = language();

	private final Expression expression;

	private static Expression.Language language() {
		Map<String, CelType> variables = new HashMap<>();
		TEXTS.forEach((name) -> variables.put(name, SimpleType.STRING));
		variables.put("data", SimpleType.DYN);
		return new Expression.Language(variables);
	}

	/**
	 * @throws IllegalArgumentException if it can't be compiled, or doesn't come to true
	 * or false
	 */
	public Condition(String text) {
		this.expression = LANGUAGE.compile(text);
	}

	/**
	 * Whether it holds for an event.
	 * @throws Expression.UndecidedException if it can't be told: the event lacks a field,
	 * a value has another type, or it would take too long
	 */
	public boolean holds(JsonNode event) throws Expression.UndecidedException {
		Map<String, Object> variables = new HashMap<>();
		TEXTS.forEach((name) -> {
			JsonNode value = event.get(name);
			variables.put(name, (value != null) ? value.asString() : "");
		});
		JsonNode data = event.get("data");
		variables.put("data", (data != null) ? value(data) : NullValue.NULL_VALUE);
		return this.expression.holds(variables);
	}

	/** A number that no double can hold is infinite: JsonNode itself would throw. */
	private static Object value(JsonNode node) {
		return switch (node.getNodeType()) {
			case OBJECT -> {
				Map<String, Object> map = new LinkedHashMap<>();
				node.properties().forEach((field) -> map.put(field.getKey(), value(field.getValue())));
				yield map;
			}
			case ARRAY -> {
				List<Object> list = new ArrayList<>();
				node.values().forEach((element) -> list.add(value(element)));
				yield list;
			}
			case STRING -> node.stringValue();
			case BOOLEAN -> node.booleanValue();
			case NUMBER -> (node.isIntegralNumber() && node.canConvertToLong()) ? (Object) node.longValue()
					: (Object) node.numberValue().doubleValue();
			default -> NullValue.NULL_VALUE;
		};
	}

}
