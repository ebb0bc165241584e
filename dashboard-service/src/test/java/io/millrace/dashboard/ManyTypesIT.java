package io.millrace.dashboard;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

class ManyTypesIT {

	/** One user, so that all is in one partition. */
	private static final String USER = "ann";

	@Test
	void countsTypesBeyondTheBoundTogetherAndSaysWhereThatMatters() throws Exception {
		Instant today = Instant.now().truncatedTo(ChronoUnit.DAYS);
		Instant yesterday = today.minus(Duration.ofDays(1));
		List<Sent> events = new ArrayList<>();
		for (int round = 0; round < 3; round++) {
			for (String type : List.of("other", "b", "c", "d", "e")) {
				events.add(new Sent("t" + round + type, type, USER, today));
			}
			events.add(new Sent("y" + round, "e", USER, yesterday));
		}
		try (Installation installation = new Installation("millrace.dashboard.aggregate.max-types=3")) {
			installation.send(events);
			installation.awaitCounted();
			assertAnswers(installation, today, 3);
			installation.restart();
			installation.send(events.stream()
				.map((event) -> new Sent("again" + event.id(), event.type(), USER, event.time()))
				.toList());
			installation.awaitCounted();
			assertAnswers(installation, today, 6);
		}
	}

	private static void assertAnswers(Installation installation, Instant today, int each) throws Exception {
		String day = "step=1d&from=" + today + "&to=" + today.plusSeconds(1);
		JsonNode grouped = installation.query(day + "&metrics=events,users&groupBy=type");
		TreeMap<String, Long> counts = new TreeMap<>();
		grouped.path("results").forEach((row) -> counts.put(row.path("type").asString(), row.path("events").asLong()));
		assertThat(counts).containsOnlyKeys("(other)", "other", "b", "c")
			.containsEntry("(other)", 2L * each)
			.containsEntry("other", (long) each);
		assertThat(grouped.path("atLeast").asBoolean()).isTrue();
		JsonNode total = installation.query(day + "&metrics=events,users");
		assertThat(total.path("results").path(0).path("events").asLong()).isEqualTo(5L * each);
		assertThat(total.path("results").path(0).path("users").asLong()).isEqualTo(1);
		assertThat(total.has("atLeast")).as("a total is exact all the same").isFalse();
		JsonNode filtered = installation.query(day + "&filter=type==d");
		assertThat(filtered.path("atLeast").asBoolean()).as("there may have been more of it").isTrue();
		JsonNode another = installation.query("step=1d&from=" + today.minus(Duration.ofDays(1)) + "&to="
				+ today.minus(Duration.ofDays(1)).plusSeconds(1) + "&groupBy=type");
		assertThat(another.path("results").size()).isEqualTo(1);
		assertThat(another.path("results").path(0).path("type").asString()).isEqualTo("e");
		assertThat(another.has("atLeast")).as("another day").isFalse();
	}

}
