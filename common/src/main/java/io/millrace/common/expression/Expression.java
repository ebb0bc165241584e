package io.millrace.common.expression;

import java.util.Map;

import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerBuilder;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;

/**
 * An expression in the Common Expression Language (CEL) that comes to true or false. It
 * always ends: the language has no loops but over lists, and those are bounded.
 * Thread-safe.
 */
public final class Expression {

	private static final int MAX_CHARACTERS = 2_000;

	/** Steps that all loops of an expression may take together. */
	private static final int MAX_ITERATIONS = 1_000;

	private static final CelOptions OPTIONS = CelOptions.current()
		.maxExpressionCodePointSize(MAX_CHARACTERS)
		.comprehensionMaxIterations(MAX_ITERATIONS)
		// JSON knows one kind of number.
		.enableHeterogeneousNumericComparisons(true)
		.build();

	private static final CelRuntime RUNTIME = CelRuntimeFactory.standardCelRuntimeBuilder().setOptions(OPTIONS).build();

	private final CelRuntime.Program program;

	/**
	 * Makes expressions over the same variables.
	 */
	public static final class Language {

		private final CelCompiler compiler;

		/**
		 * @param variables names and types
		 */
		public Language(Map<String, CelType> variables) {
			CelCompilerBuilder builder = CelCompilerFactory.standardCelCompilerBuilder()
				.setOptions(OPTIONS)
				.setStandardMacros(CelStandardMacro.STANDARD_MACROS)
				.setResultType(SimpleType.BOOL);
			variables.forEach(builder::addVar);
			this.compiler = builder.build();
		}

		/**
		 * @throws IllegalArgumentException if it can't be compiled, or doesn't come to
		 * true or false
		 */
		public Expression compile(String expression) {
			try {
				return new Expression(RUNTIME.createProgram(this.compiler.compile(expression).getAst()));
			}
			catch (CelValidationException | CelEvaluationException ex) {
				throw new IllegalArgumentException("not a condition: " + ex.getMessage(), ex);
			}
		}

	}

	private Expression(CelRuntime.Program program) {
		this.program = program;
	}

	/**
	 * Whether it holds.
	 * @throws UndecidedException if it can't be told: a field is absent, a value has
	 * another type, or it would take too long
	 */
	public boolean holds(Map<String, Object> variables) throws UndecidedException {
		try {
			return Boolean.TRUE.equals(this.program.eval(variables));
		}
		catch (CelEvaluationException ex) {
			throw new UndecidedException(String.valueOf(ex.getMessage()), ex);
		}
	}

	/** It can't be told whether an expression holds. */
	public static final class UndecidedException extends Exception {

		private static final long serialVersionUID = 1L;

		private UndecidedException(String message, Throwable cause) {
			super(message, cause);
		}

	}

}
