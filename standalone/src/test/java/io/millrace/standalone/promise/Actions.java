package io.millrace.standalone.promise;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Random;

import io.millrace.testsupport.Model;
import tools.jackson.databind.JsonNode;

import static org.awaitility.Awaitility.await;

/**
 * People who read, while processes die: each marks items of its inbox as read, and some
 * as unread again, and asks again until it is told that it was done.
 */
final class Actions {

	private final Scenario scenario;

	private final Random random;

	private int taken;

	Actions(Scenario scenario, long seed) {
		this.scenario = scenario;
		this.random = new Random(seed);
	}

	int taken() {
		return this.taken;
	}

	/** Lets some of the users act on what they see so far. */
	void take(ServiceProcess notification, int users) {
		List<String> all = this.scenario.traffic.model().users().stream().sorted().toList();
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
		boolean reading = this.random.nextInt(4) > 0;
		String path = "/v1/notifications/" + item.get("id").asString() + (reading ? "/read" : "/unread") + "?user="
				+ Scenario.encode(user);
		await().ignoreExceptions().until(() -> done(notification.post(path)));
		Model model = this.scenario.traffic.model();
		model.mark(user, model.titles(user).indexOf(item.get("title").asString()), reading);
		this.taken++;
	}

	private static boolean done(HttpResponse<String> answer) throws IOException {
		return answer.statusCode() == 200 || answer.statusCode() == 202;
	}

}
