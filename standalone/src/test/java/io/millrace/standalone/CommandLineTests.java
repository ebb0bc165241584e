package io.millrace.standalone;

import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class CommandLineTests {

	@Test
	void defaultsStandWhereNothingIsSaid() {
		StandaloneProperties properties = CommandLine.parse().standalone();
		assertThat(properties.dataDir()).isEqualTo(Path.of("data"));
		assertThat(properties.kafka().port()).isEqualTo(19092);
		assertThat(properties.redis().port()).isEqualTo(16379);
		assertThat(properties.ingest().port()).isEqualTo(8080);
		assertThat(properties.notification().port()).isEqualTo(8081);
		assertThat(properties.dashboard().port()).isEqualTo(8082);
		assertThat(properties.inference().port()).isEqualTo(8083);
	}

	@Test
	void propertiesGoOnToTheServicesAndTheDemoSwitchDoesNot() {
		CommandLine commandLine = CommandLine.parse("--demo", "--millrace.standalone.kafka.port=1234",
				"--logging.level.root=INFO");
		assertThat(commandLine.demo()).isTrue();
		assertThat(commandLine.standalone().kafka().port()).isEqualTo(1234);
		assertThat(commandLine.properties()).containsExactly("--millrace.standalone.kafka.port=1234",
				"--logging.level.root=INFO");
	}

	@ParameterizedTest
	@ValueSource(strings = { "demo", "--demoo", "-x", "--=1", "" })
	void refusesWhatItDoesNotKnow(String argument) {
		assertThatExceptionOfType(StartFailure.class).isThrownBy(() -> CommandLine.parse(argument))
			.withMessageContaining("'" + argument + "'");
	}

	@ParameterizedTest
	@ValueSource(strings = { "--millrace.standalone.redis.port=0", "--millrace.standalone.redis.port=65536",
			"--millrace.standalone.redis.port=many" })
	void saysWhatIsWrongWithAPort(String argument) {
		assertThatExceptionOfType(StartFailure.class).isThrownBy(() -> CommandLine.parse(argument).standalone())
			.withMessageStartingWith("millrace.standalone.redis.port");
	}

	@Test
	void leavesRoomForManagementPorts() {
		assertThatExceptionOfType(StartFailure.class)
			.isThrownBy(() -> CommandLine.parse("--millrace.standalone.ingest.port=64536").standalone())
			.withMessageContaining("millrace.standalone.ingest.port must be 1 to 64535, not 64536");
		assertThatExceptionOfType(StartFailure.class)
			.isThrownBy(
					() -> PortCheck.check(CommandLine.parse("--millrace.standalone.dashboard.port=9080").standalone()))
			.withMessageContaining("millrace.standalone.ingest.port")
			.withMessageContaining("millrace.standalone.dashboard.port");
	}

	@Test
	void refusesOnePortForAllServices() {
		assertThatExceptionOfType(StartFailure.class).isThrownBy(() -> CommandLine.parse("--server.port=9000"))
			.withMessageContaining("millrace.standalone.ingest.port");
	}

}
