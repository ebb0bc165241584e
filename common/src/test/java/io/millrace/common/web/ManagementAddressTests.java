package io.millrace.common.web;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.SpringApplication;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

class ManagementAddressTests {

	private final MockEnvironment environment = new MockEnvironment();

	private void process() {
		new ManagementAddress().postProcessEnvironment(this.environment, new SpringApplication());
	}

	@ParameterizedTest
	@CsvSource({ "8080, 9080", "18082, 19082", "0, 0" })
	void isAThousandPortsAwayAtTheSameAddress(String port, String expected) {
		this.environment.setProperty("server.port", port);
		this.environment.setProperty("server.address", "127.0.0.1");

		process();

		assertThat(this.environment.getProperty("management.server.port")).isEqualTo(expected);
		assertThat(this.environment.getProperty("management.server.address")).isEqualTo("127.0.0.1");
	}

	@Test
	void isWhatTheConfigurationSays() {
		this.environment.setProperty("server.port", "8080");
		this.environment.setProperty("management.server.port", "7000");

		process();

		assertThat(this.environment.getProperty("management.server.port")).isEqualTo("7000");
		assertThat(this.environment.getProperty("management.server.address")).isNull();
	}

	@Test
	void isLeftAloneWithoutAServerPort() {
		process();

		assertThat(this.environment.getProperty("management.server.port")).isNull();
	}

}
