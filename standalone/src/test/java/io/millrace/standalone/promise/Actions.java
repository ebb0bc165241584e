package io.millrace.standalone.promise;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

import tools.jackson.databind.JsonNode;

import static org.awaitility.Awaitility.await;

/**
 * People who read, while processes die: each marks items of its inbox as read, and some
 * as unread again, and asks again until it is told that it was done.
 */
final class Actions {

	private final Scenario scenario;

	private final Random random;

	private final Map<String, Set<String>> read = new TreeMap<>();

	private int taken;

	Actions(Scenario scenario, long seed) {
		this.scenario = scenario;
		this.random = new Random(seed);
	}

	/** The event ids of the items that each user has read. */
	Map<String, Set<String>> read() {
		return this.read;
	}

	int taken() {
		return this.taken;
	}

	/** Lets some of the users act on what they see so far. */
	void take(ServiceProcess notification, int users) {
		List<String> all = List.copyOf(this.scenario.traffic.inboxes().keySet());
		for (int i = 0; i < users; i++) {
			String user = all.get(this.random.nextInt(all.size()));
			List<JsonNode> items = await().ignoreExceptions()
				.until(() -> this.scenario.items(notification, user), (seen) -> true);
			if (!items.isEmpty()) {
				act(notification, user, items.get(this.random.nextInt(items.size())));
			}
		}
	}

	private void act(ServiceProcess notification, String user, JsonNode item) {
		String eventId = item.get("eventId").asString();
		boolean reading = this.random.nextInt(4) > 0;
		String path = "/v1/notifications/" + item.get("id").asString() + (reading ? "/read" : "/unread") + "?user="
				+ Scenario.encode(user);
		await().ignoreExceptions().until(() -> done(notification.post(path)));
		Set<String> ids = this.read.computeIfAbsent(user, (key) -> new HashSet<>());
		if (reading) {
			ids.add(eventId);
		}
		else {
			ids.remove(eventId);
		}
		this.taken++;
	}

	private static boolean done(HttpResponse<String> answer) throws IOException {
		return answer.statusCode() == 200 || answer.statusCode() == 202;
	}

}
