package io.millrace.dashboard.query;

import io.millrace.common.problem.Problem;
import io.millrace.common.problem.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class GroupFilterTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			type==order.paid                                 | order.paid    | true
			type==order.paid                                 | order.paid.x  | false
			type=='order.paid'                               | order.paid    | true
			type!=order.paid                                 | order.paid    | false
			type!=order.paid                                 | page.viewed   | true
			type=in=(order.paid,page.viewed)                 | page.viewed   | true
			type=in=(order.paid,page.viewed)                 | page.left     | false
			type=out=(order.paid,page.viewed)                | page.viewed   | false
			type=out=(order.paid,page.viewed)                | page.left     | true
			type==order.*                                    | order.paid    | true
			type==order.*                                    | order         | false
			type==*                                          | anything      | true
			type!=order.*                                    | order.paid.x  | false
			type==order.*;type!=order.paid                   | order.paid    | false
			type==order.*;type!=order.paid                   | order.sent    | true
			type==a,type==b                                  | b             | true
			type==a,type==b;type==c                          | a             | true
			(type==a,type==b);type==c                        | a             | false
			type==a or type==b and type==c                   | a             | true
			type=in=(order.*,page.viewed)                    | order.sent    | true
			""")
	void letsThroughWhatIsMeant(String filter, String type, boolean expected) {
		assertThat(GroupFilter.parse(filter).test((field) -> type)).isEqualTo(expected);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "type", "type==", "==a", "type=gt=a", "type>a", "type=like=a", "type==a;", "(type==a",
			"type=in=()", "type==*.paid", "type==o*", "type=='a b'", "type==a b", "type=='", "type==%", "\u0000" })
	void refusesWhatItCannotDo(String filter) {
		assertInvalid(filter);
	}

	@Test
	void comparesOtherFieldsAsTheyAre() {
		GroupFilter filter = GroupFilter.parse("data.country=in=(KR,'D*');type!=a");
		assertThat(filter.fields()).containsExactly("data.country", "type");
		assertThat(filter.test((field) -> field.equals("type") ? "b" : "KR")).isTrue();
		assertThat(filter.test((field) -> field.equals("type") ? "b" : "D*")).isTrue();
		assertThat(filter.test((field) -> field.equals("type") ? "b" : "DE")).isFalse();
		assertThat(filter.test((field) -> field.equals("type") ? "b" : null)).as("absent").isFalse();
		assertThat(GroupFilter.parse("data.country!=KR").test((field) -> null)).as("absent").isTrue();
	}

	@Test
	void refusesWhatIsNestedTooDeeply() {
		assertInvalid("(".repeat(1990) + "type==a");
		assertInvalid("(".repeat(100_000) + "type==a" + ")".repeat(100_000));
		assertInvalid("(".repeat(21) + "type==a" + ")".repeat(21));
		assertThat(GroupFilter.parse("(".repeat(20) + "type==a" + ")".repeat(20)).test((field) -> "a")).isTrue();
	}

	private static void assertInvalid(String filter) {
		assertThatExceptionOfType(ProblemException.class).isThrownBy(() -> GroupFilter.parse(filter))
			.satisfies((ex) -> {
				assertThat(ex.problem()).isEqualTo(Problem.INVALID_PARAMETER);
				assertThat(ex.errors()).extracting("field").containsExactly("filter");
			});
	}

}
