package io.millrace.standalone.compose;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;

import io.millrace.testsupport.Model;
import lombok.RequiredArgsConstructor;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What people see in the end, held against the model.
 */
@RequiredArgsConstructor
final class Outcome {

	private static final Duration PATIENCE = Duration.ofMinutes(3);

	private final Load load;

	private final Nodes dashboards;

	private final Nodes notifications;

	void assertExact() throws Exception {
		await("everything is consumed").atMost(PATIENCE)
			.pollInterval(Duration.ofMillis(500))
			.ignoreExceptions()
			.until(this::isConsumed);
		assertFigures();
		assertInboxes();
	}

	/** As the dashboards see it: all groups on all topics. */
	private boolean isConsumed() throws Exception {
		JsonNode asOf = this.dashboards.get(query("all"), 1).get("asOf");
		if (asOf.path("filling").asBoolean(false) || asOf.path("lag").asLong(-1) != 0) {
			return false;
		}
		List<JsonNode> lags = this.dashboards.get("/v1/pipeline", 1).findValues("lag");
		return !lags.isEmpty() && lags.stream().allMatch((lag) -> lag.asLong(-1) == 0);
	}

	private String query(String step) {
		return "/v1/query?metrics=events&groupBy=type&step=" + step + "&from=" + this.load.from() + "&to="
				+ this.load.to().plusSeconds(60);
	}

	private void assertFigures() throws Exception {
		TreeMap<String, Long> expected = new TreeMap<>();
		this.load.model()
			.eventsByTypeAndMinute()
			.forEach((type, minutes) -> minutes.forEach((minute, count) -> expected.put(type + " " + minute, count)));
		TreeMap<String, Long> counted = new TreeMap<>();
		this.dashboards.get(query("1m"), 1).get("results").forEach((row) -> {
			if (row.get("events").asLong() > 0) {
				counted.put(row.get("type").asString() + " " + row.get("time").asString(), row.get("events").asLong());
			}
		});
		TreeSet<String> cells = new TreeSet<>(expected.keySet());
		cells.addAll(counted.keySet());
		assertThat(cells.stream()
			.filter((cell) -> !Objects.equals(expected.get(cell), counted.get(cell)))
			.map((cell) -> cell + ": " + counted.get(cell) + " instead of " + expected.get(cell))
			.limit(20)).as("events by type and minute").isEmpty();
	}

	private void assertInboxes() throws Exception {
		for (String user : this.load.model().users()) {
			List<Model.Item> expected = this.load.model().inbox(user);
			List<String> items = items(user);
			assertThat(items).as("inbox of %s", user)
				.isEqualTo(expected.stream().map((item) -> item.eventId() + " " + item.title()).toList());
		}
	}

	/** Oldest first. */
	private List<String> items(String user) throws Exception {
		List<String> items = new ArrayList<>();
		String before = "";
		do {
			JsonNode page = this.notifications
				.get("/v1/notifications?limit=100&user=" + URLEncoder.encode(user, StandardCharsets.UTF_8) + before, 1);
			page.get("items")
				.forEach((item) -> items.addFirst(item.get("eventId").asString() + " " + item.get("title").asString()));
			before = page.hasNonNull("next")
					? "&before=" + URLEncoder.encode(page.get("next").asString(), StandardCharsets.UTF_8) : "";
		}
		while (!before.isEmpty());
		return items;
	}

}
