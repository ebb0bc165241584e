package io.millrace.dashboard.query;

import java.util.LinkedHashSet;
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
import io.millrace.dashboard.meter.Metric;
import org.jspecify.annotations.Nullable;

/**
 * Which groups count, written in
 * <a href="https://github.com/jirutka/rsql-parser">RSQL</a>: {@code ==}, {@code !=},
 * {@code =in=}, {@code =out=} on fields; for {@code type} with patterns as of
 * {@link TypePattern}, for others as they are; {@code ;} is and, {@code ,} is or. A field
 * that an event lacks is equal to nothing.
 */
final class GroupFilter {

	/** All count. */
	static final GroupFilter NONE = new GroupFilter(Set.of(), (group) -> true);

	private static final int MAX_LENGTH = 2000;

	/** The parser calls itself for each parenthesis. */
	private static final int MAX_NESTING = 20;

	private static final Set<ComparisonOperator> OPERATORS = Set.of(RSQLOperators.EQUAL, RSQLOperators.NOT_EQUAL,
			RSQLOperators.IN, RSQLOperators.NOT_IN);

	private final Set<String> fields;

	private final Predicate<Group> predicate;

	/**
	 * What is tested.
	 */
	@FunctionalInterface
	interface Group {

		/** The value of a field; null if it is absent. */
		@Nullable String value(String field);

	}

	private GroupFilter(Set<String> fields, Predicate<Group> predicate) {
		this.fields = fields;
		this.predicate = predicate;
	}

	/**
	 * The fields that it is about.
	 */
	Set<String> fields() {
		return this.fields;
	}

	boolean test(Group group) {
		return this.predicate.test(group);
	}

	/**
	 * @throws ProblemException 400 if it can't be read, with the reason
	 */
	static GroupFilter parse(String filter) {
		if (filter.length() > MAX_LENGTH) {
			throw invalid("It is longer than " + MAX_LENGTH + " characters");
		}
		if (nesting(filter) > MAX_NESTING) {
			throw invalid("It is nested more than " + MAX_NESTING + " deep");
		}
		try {
			Set<String> fields = new LinkedHashSet<>();
			Predicate<Group> predicate = compile(new RSQLParser(OPERATORS).parse(filter), fields);
			return new GroupFilter(fields, predicate);
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

	private static Predicate<Group> compile(Node node, Set<String> fields) {
		return switch (node) {
			case AndNode and -> {
				List<Predicate<Group>> all = compile(and.getChildren(), fields);
				yield (group) -> all.stream().allMatch((each) -> each.test(group));
			}
			case OrNode or -> {
				List<Predicate<Group>> any = compile(or.getChildren(), fields);
				yield (group) -> any.stream().anyMatch((each) -> each.test(group));
			}
			case ComparisonNode comparison -> {
				fields.add(comparison.getSelector());
				yield compare(comparison);
			}
			default -> throw new IllegalStateException("RSQL has no other nodes: " + node);
		};
	}

	private static List<Predicate<Group>> compile(List<Node> nodes, Set<String> fields) {
		return nodes.stream().map((node) -> compile(node, fields)).toList();
	}

	private static Predicate<Group> compare(ComparisonNode comparison) {
		String field = comparison.getSelector();
		Predicate<String> equal = field.equals(Metric.TYPE) ? types(comparison.getArguments())
				: Set.copyOf(comparison.getArguments())::contains;
		Predicate<Group> matches = (group) -> {
			String value = group.value(field);
			return value != null && equal.test(value);
		};
		ComparisonOperator operator = comparison.getOperator();
		boolean negated = operator.equals(RSQLOperators.NOT_EQUAL) || operator.equals(RSQLOperators.NOT_IN);
		return negated ? matches.negate() : matches;
	}

	private static Predicate<String> types(List<String> arguments) {
		List<TypePattern> patterns = arguments.stream().map(GroupFilter::pattern).toList();
		return (type) -> patterns.stream().anyMatch((pattern) -> pattern.matches(type));
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
