package io.millrace.notification.rule;

import java.nio.charset.StandardCharsets;
import java.util.List;

import io.millrace.notification.channel.Channels;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class RuleChannelsTests {

	private final RuleChannels channels = new RuleChannels(new Channels(List.of()));

	private static Rule rule(String... channels) {
		return new Rule("r", "*", "subject", "c", "t", "", "", "", "", false, List.of(channels));
	}

	@ParameterizedTest
	@CsvSource({ "email, e-mail is not set up", "webhook, no webhook is set up",
			"webhook:crm, no endpoint of this name is set up" })
	void refusesWhatIsNotSetUp(String channel, String reason) {
		Rule rule = rule("inbox", channel);
		assertThatIllegalArgumentException().isThrownBy(() -> this.channels.check(rule))
			.withMessageStartingWith("Rule 'r', channels: " + reason);
	}

	@ParameterizedTest
	@CsvSource({ "sms", "webhook:", "webhook:A", "webhook:a:b", "Inbox", "email:x" })
	void refusesWhatIsNoChannel(String channel) {
		assertThatIllegalArgumentException().isThrownBy(() -> rule(channel))
			.withMessageStartingWith("Rule 'r', channels: there is no channel '" + channel + "'");
	}

	@Test
	void namesEachOnce() {
		assertThat(this.channels.check(rule("inbox", "inbox")).channels()).containsExactly("inbox");
	}

	@Test
	void writesWhatAnEarlierReleaseReads() {
		assertThat(new String(RuleJson.write(rule("inbox")), StandardCharsets.UTF_8)).doesNotContain("channels");
		assertThat(RuleJson.read(RuleJson.write(rule("inbox", "webhook")), "r").channels()).containsExactly("inbox",
				"webhook");
		assertThat(RuleJson.read(RuleJson.write(rule("inbox")), "r").channels()).containsExactly("inbox");
	}

}
