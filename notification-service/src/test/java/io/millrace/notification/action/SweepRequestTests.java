package io.millrace.notification.action;

import java.nio.charset.StandardCharsets;
import java.util.Set;

import io.millrace.common.problem.Problem;
import io.millrace.common.problem.ProblemException;
import io.millrace.notification.log.ItemState;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.mock.web.MockHttpServletRequest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SweepRequestTests {

	@Test
	void mayBeAbsent() {
		assertThat(read("", null).upTo()).isNull();
		assertThat(read("{}", "application/json").upTo()).isNull();
	}

	@Test
	void takesARevision() {
		assertThat(read("{\"upTo\":17}", "application/json;charset=utf-8").upTo()).isEqualTo(17);
		assertThat(read("{\"upTo\":9223372036854775807}", "application/json").upTo()).isEqualTo(Long.MAX_VALUE);
	}

	@Test
	void takesStatesAndACategory() {
		assertThat(read("{}", "application/json").states()).containsExactly(ItemState.UNREAD);
		SweepRequest request = read("{\"state\":\"read,archived\",\"category\":\"a,b\"}", "application/json");
		assertThat(request.states()).containsExactlyInAnyOrder(ItemState.READ, ItemState.ARCHIVED);
		assertThat(request.category()).isEqualTo("a,b");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			{"upTo":-1}                   | BAD_REQUEST
			{"upTo":1.5}                  | BAD_REQUEST
			{"upTo":"17"}                 | BAD_REQUEST
			{"upTo":null}                 | BAD_REQUEST
			{"upTo":9223372036854775808}  | BAD_REQUEST
			{"upto":17}                   | BAD_REQUEST
			{"state":"gone"}              | BAD_REQUEST
			{"state":"read,"}             | BAD_REQUEST
			{"state":["read"]}            | BAD_REQUEST
			{"category":""}               | BAD_REQUEST
			{"category":null}             | BAD_REQUEST
			[]                            | BAD_REQUEST
			null                          | BAD_REQUEST
			17                            | BAD_REQUEST
			{"upTo":1,"upTo":2}           | MALFORMED_BODY
			{"upTo":17} {}                | MALFORMED_BODY
			{"upTo":                      | MALFORMED_BODY
			upTo=17                       | MALFORMED_BODY
			""")
	void refusesAnythingElse(String body, Problem problem) {
		assertThatThrownBy(() -> read(body, "application/json")).isInstanceOf(ProblemException.class)
			.extracting("problem")
			.isEqualTo(problem);
	}

	@Test
	void refusesOtherMediaTypes() {
		for (String type : new String[] { "application/x-www-form-urlencoded", "text/plain", "json", "*/*" }) {
			assertThatThrownBy(() -> read("{\"upTo\":17}", type)).isInstanceOf(ProblemException.class)
				.extracting("problem")
				.isEqualTo(Problem.UNSUPPORTED_MEDIA_TYPE);
		}
	}

	@Test
	void refusesLargeAndDeepBodies() {
		assertThatThrownBy(() -> read(" ".repeat(5_000) + "{}", "application/json")).extracting("problem")
			.isEqualTo(Problem.BODY_TOO_LARGE);
		assertThatThrownBy(() -> read("[".repeat(4_000), "application/json")).extracting("problem")
			.isEqualTo(Problem.MALFORMED_BODY);
	}

	private static SweepRequest read(String body, @Nullable String contentType) {
		MockHttpServletRequest request = new MockHttpServletRequest();
		request.setContent(body.getBytes(StandardCharsets.UTF_8));
		if (contentType != null) {
			request.setContentType(contentType);
		}
		return SweepRequest.read(request, Set.of(ItemState.UNREAD));
	}

}
