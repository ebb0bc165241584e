package io.millrace.common.topic;

import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TopicsPropertiesTests {

	private static TopicsProperties bind(Map<String, String> properties) {
		return new Binder(new MapConfigurationPropertySource(properties)).bindOrCreate("millrace.topics",
				TopicsProperties.class);
	}

	@Test
	void haveDefaults() {
		TopicsProperties properties = bind(Map.of());

		assertThat(properties.userEvents())
			.isEqualTo(new TopicSettings("user-events", 6, (short) 1, Duration.ofDays(90), DataSize.ofMegabytes(1)));
		assertThat(properties.inboxLog())
			.isEqualTo(new TopicSettings("inbox-log", 6, (short) 1, Duration.ofDays(90), DataSize.ofKilobytes(1_088)));
		assertThat(properties.deliveries())
			.isEqualTo(new TopicSettings("deliveries", 6, (short) 1, Duration.ofDays(7), DataSize.ofMegabytes(1)));
	}

	@Test
	void keepTheOtherDefaultsWhenOneIsChanged() {
		TopicsProperties properties = bind(Map.of("millrace.topics.inbox-log.partitions", "12"));

		assertThat(properties.inboxLog())
			.isEqualTo(new TopicSettings("inbox-log", 12, (short) 1, Duration.ofDays(90), DataSize.ofKilobytes(1_088)));
	}

	@Test
	void refuseWhatCannotBe() {
		assertThatThrownBy(() -> bind(Map.of("millrace.topics.user-events.partitions", "0")))
			.hasRootCauseInstanceOf(IllegalArgumentException.class);
		assertThatThrownBy(() -> bind(Map.of("millrace.topics.user-events.retention", "1s")))
			.hasRootCauseInstanceOf(IllegalArgumentException.class);
	}

	@Test
	void deadLettersHaveRoomForTheReason() {
		TopicSettings letters = TopicProvisioner.deadLetters(bind(Map.of()).userEvents(), "notification");

		assertThat(letters).isEqualTo(new TopicSettings("user-events.notification.dlt", 1, (short) 1,
				Duration.ofDays(90), DataSize.ofKilobytes(1_088)));
	}

}
