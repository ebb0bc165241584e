package io.millrace.ingest;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

class StartTests {

	@Test
	void failsWithAReasonIfARequestCouldBeAnsweredBeforeItsEventsAreDecided() {
		assertThatThrownBy(() -> Service.start("127.0.0.1:9", "--millrace.ingest.publish.delivery-timeout=9s").close())
			.rootCause()
			.hasMessageContaining("request-deadline (PT10S) must be longer than max-block (PT1S)");
	}

}
