package io.millrace.notification.inbox;

import io.millrace.common.problem.Problem;
import io.millrace.common.problem.ProblemException;
import io.millrace.common.web.Cursor;
import io.millrace.notification.log.ItemState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.mock.web.MockHttpServletRequest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PageRequestTests {

	private final MockHttpServletRequest request = new MockHttpServletRequest();

	@Test
	void asksForTheNewestTwentyByItself() {
		assertThat(read()).isEqualTo(new PageRequest(20, null, null, ItemState.SHOWN, null));
	}

	@ParameterizedTest
	@CsvSource({ "read,r", "unread,u", "'unread,read',ur", "'read,unread',ur", "archived,a", "'snoozed,archived',as",
			"'unread,unread',u" })
	void takesStates(String value, String letters) {
		this.request.addParameter("state", value);
		assertThat(ItemState.letters(read().states())).isEqualTo(letters);
	}

	@Test
	void takesACategory() {
		this.request.addParameter("category", "a,b 清");
		assertThat(read().category()).isEqualTo("a,b 清");
	}

	@ParameterizedTest
	@CsvSource({ "limit,0", "limit,101", "limit,-1", "limit,''", "limit,1e1", "limit,99999999999", "limit,' 5'",
			"limit,٥", "state,''", "state,any", "state,'read,'", "state,READ", "category,''", "category,' '",
			"category,'a\nb'" })
	void refusesOtherValues(String name, String value) {
		this.request.addParameter(name, value);
		assertThatThrownBy(this::read).isInstanceOf(ProblemException.class)
			.extracting("problem")
			.isEqualTo(Problem.INVALID_PARAMETER);
	}

	@Test
	void refusesAParameterThatIsThereTwice() {
		this.request.addParameter("limit", "1", "2");
		assertThatThrownBy(this::read).isInstanceOf(ProblemException.class)
			.extracting("problem")
			.isEqualTo(Problem.INVALID_PARAMETER);
	}

	@Test
	void refusesCursorsThatNobodyGave() {
		this.request.addParameter("before", "17");
		assertThatThrownBy(this::read).isInstanceOf(ProblemException.class)
			.extracting("problem")
			.isEqualTo(Problem.INVALID_CURSOR);
	}

	@ParameterizedTest
	@CsvSource({ "before", "after" })
	void tellsCursorsOfAnotherEpoch(String name) {
		this.request.addParameter(name, new Cursor("e1", 17).encode());
		read().requireEpoch("e1");
		assertThatThrownBy(() -> read().requireEpoch("e2")).isInstanceOf(ProblemException.class)
			.extracting("problem")
			.isEqualTo(Problem.CURSOR_EXPIRED);
	}

	private PageRequest read() {
		return PageRequest.of(Parameters.of(this.request, "limit", "before", "after", "state", "category"));
	}

}
