package io.millrace.dashboard.query;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;

import cz.jirutka.rsql.parser.RSQLParser;
import cz.jirutka.rsql.parser.RSQLParserException;
import cz.jirutka.rsql.parser.ast.AndNode;
import cz.jirutka.rsql.parser.ast.ComparisonNode;
import cz.jirutka.rsql.parser.ast.ComparisonOperator;
import cz.jirutka.rsql.parser.ast.Node;
import cz.jirutka.rsql.parser.ast.OrNode;
import cz.jirutka.rsql.parser.ast.RSQLOperators;
import io.millrace.common.event.TypePattern;
import io.millrace.common.problem.Problem;
import io.millrace.common.problem.ProblemError;
import io.millrace.common.problem.ProblemException;

/**
 * Which types count, written in
 * <a href="https://github.com/jirutka/rsql-parser">RSQL</a>: {@code ==}, {@code !=},
 * {@code =in=}, {@code =out=} on {@code type}, with patterns as of {@link TypePattern};
 * {@code ;} is and, {@code ,} is or.
 */
final class TypeFilter {

	private static final int MAX_LENGTH = 2000;

	/** The parser calls itself for each parenthesis. */
	private static final int MAX_NESTING = 20;

	private static final Set<ComparisonOperator> OPERATORS = Set.of(RSQLOperators.EQUAL, RSQLOperators.NOT_EQUAL,
			RSQLOperators.IN, RSQLOperators.NOT_IN);

	private TypeFilter() {
	}

	/**
	 * @throws ProblemException 400 if it can't be read, with the reason
	 */
	static Predicate<String> parse(String filter) {
		if (filter.length() > MAX_LENGTH) {
			throw invalid("It is longer than " + MAX_LENGTH + " characters");
		}
		if (nesting(filter) > MAX_NESTING) {
			throw invalid("It is nested more than " + MAX_NESTING + " deep");
		}
		try {
			return compile(new RSQLParser(OPERATORS).parse(filter));
		}
		catch (RSQLParserException ex) {
			throw invalid("It is not RSQL with ==, !=, =in=, =out=, ';' and ',': "
					+ String.valueOf(Objects.requireNonNullElse(ex.getCause(), ex).getMessage())
						.lines()
						.findFirst()
						.orElse(""));
		}
	}

	private static int nesting(String filter) {
		int open = 0;
		int deepest = 0;
		for (int i = 0; i < filter.length(); i++) {
			switch (filter.charAt(i)) {
				case '(' -> deepest = Math.max(deepest, ++open);
				case ')' -> open--;
				default -> {
				}
			}
		}
		return deepest;
	}

	private static Predicate<String> compile(Node node) {
		return switch (node) {
			case AndNode and -> {
				List<Predicate<String>> all = and.getChildren().stream().map(TypeFilter::compile).toList();
				yield (type) -> all.stream().allMatch((each) -> each.test(type));
			}
			case OrNode or -> {
				List<Predicate<String>> any = or.getChildren().stream().map(TypeFilter::compile).toList();
				yield (type) -> any.stream().anyMatch((each) -> each.test(type));
			}
			case ComparisonNode comparison -> compare(comparison);
			default -> throw new IllegalStateException("RSQL has no other nodes: " + node);
		};
	}

	private static Predicate<String> compare(ComparisonNode comparison) {
		if (!comparison.getSelector().equals(Query.TYPE)) {
			throw invalid("It can only be about " + Query.TYPE + ", not '" + comparison.getSelector() + "'");
		}
		List<TypePattern> patterns = comparison.getArguments().stream().map(TypeFilter::pattern).toList();
		Predicate<String> matches = (type) -> patterns.stream().anyMatch((pattern) -> pattern.matches(type));
		ComparisonOperator operator = comparison.getOperator();
		boolean negated = operator.equals(RSQLOperators.NOT_EQUAL) || operator.equals(RSQLOperators.NOT_IN);
		return negated ? matches.negate() : matches;
	}

	private static TypePattern pattern(String text) {
		try {
			return new TypePattern(text);
		}
		catch (IllegalArgumentException ex) {
			throw invalid(String.valueOf(ex.getMessage()));
		}
	}

	private static ProblemException invalid(String reason) {
		return new ProblemException(Problem.INVALID_PARAMETER, "'filter' can't be used. " + reason,
				List.of(new ProblemError("filter", reason)));
	}

}
