package io.millrace.notification;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

import io.millrace.notification.NotificationFixture.Answer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What a device knows of an inbox: the list once, then what streams tell, over
 * connections that are cut off and taken up again, on any node.
 */
final class StreamedInbox {

	private static final String ALL = "&limit=100&state=unread,read,archived,snoozed";

	final String user;

	/** By id, as they were told last. */
	private final Map<String, JsonNode> items = new TreeMap<>();

	/** At which revision each was told; what is told of an earlier one is old. */
	private final Map<String, Long> told = new HashMap<>();

	private final NotificationFixture service;

	private final boolean resumes;

	private final Random random;

	private @Nullable String position;

	private long revision = -1;

	private int unread;

	int connections;

	int resets;

	/**
	 * @param resumes whether it says where it was; one that doesn't misses something
	 */
	StreamedInbox(NotificationFixture service, String user, boolean resumes, long seed) {
		this.service = service;
		this.user = user;
		this.resumes = resumes;
		this.random = new Random(seed);
	}

	private String path(String path) {
		return "/v1/notifications" + path + "?user=" + NotificationFixture.encode(this.user);
	}

	/** Connects to a node for a time. */
	void watch(int[] ports, long millis) throws InterruptedException {
		int port = ports[this.random.nextInt(ports.length)];
		if (this.position == null) {
			load(port);
		}
		String from = (this.resumes || this.connections == 0) ? this.position : null;
		this.connections++;
		try (SseClient client = new SseClient("http://127.0.0.1:" + port + path("/stream"), from)) {
			long end = System.nanoTime() + millis * 1_000_000;
			int next = 0;
			while (System.nanoTime() < end) {
				while (next < client.events.size()) {
					take(client.events.get(next), port);
					next++;
				}
				Thread.sleep(5);
			}
		}
	}

	private void take(SseClient.Event event, int port) {
		JsonNode data = event.json();
		switch (event.name()) {
			case "reset" -> {
				this.resets++;
				load(port);
			}
			case "badge" -> {
				if (data.get("revision").asLong() >= this.revision) {
					this.revision = data.get("revision").asLong();
					this.unread = data.get("unread").asInt();
				}
				this.position = event.lastEventId();
			}
			default -> {
				JsonNode item = data.get("notification");
				String id = (item != null) ? item.get("id").asString() : data.get("deleted").asString();
				take(id, item, data.get("revision").asLong());
			}
		}
	}

	private void take(String id, @Nullable JsonNode item, long at) {
		if (this.told.getOrDefault(id, -1L) > at) {
			return;
		}
		this.told.put(id, at);
		if (item != null) {
			this.items.put(id, item);
		}
		else {
			this.items.remove(id);
		}
	}

	private void load(int port) {
		this.items.clear();
		this.told.clear();
		String next = "";
		String first = null;
		while (next != null) {
			Answer answer = this.service.get(port, path("") + ALL + next);
			if (answer.status() != 200) {
				throw new IllegalStateException(answer.status() + " " + answer.body());
			}
			JsonNode page = answer.json();
			page.get("items").forEach((item) -> take(item.get("id").asString(), item, page.get("revision").asLong()));
			first = (first != null) ? first : page.get("epoch").asString() + ":" + page.get("revision").asLong();
			this.revision = page.get("revision").asLong();
			this.unread = page.get("unread").asInt();
			next = page.has("next") ? "&before=" + page.get("next").asString() : null;
		}
		this.position = first;
	}

	/** What it shows. */
	String view() {
		return this.unread + " unread at " + this.revision + " of " + this.items;
	}

	/** What the service says. */
	String truth(int port) {
		StreamedInbox other = new StreamedInbox(this.service, this.user, true, 0);
		other.load(port);
		return other.view();
	}

}
