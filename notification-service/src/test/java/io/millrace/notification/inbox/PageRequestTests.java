package io.millrace.notification.inbox;

import io.millrace.common.problem.Problem;
import io.millrace.common.problem.ProblemException;
import io.millrace.common.web.Cursor;
import io.millrace.notification.inbox.PageRequest.State;
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
		assertThat(read()).isEqualTo(new PageRequest(20, null, null, State.ANY));
	}

	@ParameterizedTest
	@CsvSource({ "read,READ", "unread,UNREAD", "'unread,read',ANY", "'read,unread',ANY" })
	void takesStates(String value, State state) {
		this.request.addParameter("state", value);
		assertThat(read().state()).isEqualTo(state);
	}

	@ParameterizedTest
	@CsvSource({ "limit,0", "limit,101", "limit,-1", "limit,''", "limit,1e1", "limit,99999999999", "limit,' 5'",
			"limit,٥", "state,''", "state,archived", "state,'read,archived'", "state,READ" })
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
		return PageRequest.of(Parameters.of(this.request, "limit", "before", "after", "state"));
	}

}
