package io.millrace.notification.rule;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.google.protobuf.NullValue;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import tools.jackson.databind.JsonNode;

/**
 * An expression in the Common Expression Language (CEL) over an event: {@code type},
 * {@code subject}, {@code source}, {@code id} and {@code data}. It always ends: the
 * language has no loops but over lists, and those are bounded. Thread-safe.
 */
final class Condition {

	private static final int MAX_CHARACTERS = 2_000;

	/** Steps that all loops of an expression may take together. */
	private static final int MAX_ITERATIONS = 1_000;

	private static final CelOptions OPTIONS = CelOptions.current()
		.maxExpressionCodePointSize(MAX_CHARACTERS)
		.comprehensionMaxIterations(MAX_ITERATIONS)
		// JSON knows one kind of number.
		.enableHeterogeneousNumericComparisons(true)
		.build();

	private static final List<String> TEXTS = List.of("type", "subject", "source", "id");

	private static final CelCompiler COMPILER = compiler();

	private static final CelRuntime RUNTIME = CelRuntimeFactory.standardCelRuntimeBuilder().setOptions(OPTIONS).build();

	private final CelRuntime.Program program;

	private static CelCompiler compiler() {
		var builder = CelCompilerFactory.standardCelCompilerBuilder()
			.setOptions(OPTIONS)
			.setStandardMacros(CelStandardMacro.STANDARD_MACROS)
			.addVar("data", SimpleType.DYN)
			.setResultType(SimpleType.BOOL);
		TEXTS.forEach((name) -> builder.addVar(name, SimpleType.STRING));
		return builder.build();
	}

	/**
	 * @throws IllegalArgumentException if it can't be compiled, or doesn't come to true
	 * or false
	 */
	Condition(String expression) {
		try {
			CelAbstractSyntaxTree tree = COMPILER.compile(expression).getAst();
			this.program = RUNTIME.createProgram(tree);
		}
		catch (CelValidationException | CelEvaluationException ex) {
			throw new IllegalArgumentException("not a condition: " + ex.getMessage(), ex);
		}
	}

	/**
	 * Whether it holds for an event.
	 * @throws UndecidedException if it can't be told: the event lacks a field, a value
	 * has another type, or it would take too long
	 */
	boolean holds(JsonNode event) throws UndecidedException {
		Map<String, Object> variables = new HashMap<>();
		TEXTS.forEach((name) -> {
			JsonNode value = event.get(name);
			variables.put(name, (value != null) ? value.asString() : "");
		});
		JsonNode data = event.get("data");
		variables.put("data", (data != null) ? value(data) : NullValue.NULL_VALUE);
		try {
			return Boolean.TRUE.equals(this.program.eval(variables));
		}
		catch (CelEvaluationException ex) {
			throw new UndecidedException(String.valueOf(ex.getMessage()), ex);
		}
	}

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
					: (Object) node.doubleValue();
			default -> NullValue.NULL_VALUE;
		};
	}

	/** It can't be told whether a condition holds. */
	static final class UndecidedException extends Exception {

		private static final long serialVersionUID = 1L;

		private UndecidedException(String message, Throwable cause) {
			super(message, cause);
		}

	}

}
