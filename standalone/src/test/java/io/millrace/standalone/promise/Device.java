package io.millrace.standalone.promise;

import java.io.IOException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A device that shows an inbox: the list once, then what streams tell. When its stream
 * ends, whoever has ended it, it goes on from where it was, at any node. Run by one
 * thread, to be cut off and looked at by others.
 */
final class Device {

	private static final JsonMapper JSON = new JsonMapper();

	final String user;

	private final List<ServiceProcess> nodes;

	private final Random random;

	/** By id, as they were told last. */
	private final Map<String, InboxItem> items = new HashMap<>();

	/** What is told of an earlier revision is old. */
	private long loaded = -1;

	private long revision = -1;

	private int unread;

	private @Nullable String position;

	private volatile boolean running = true;

	private volatile @Nullable EventStream stream;

	private final AtomicReference<Absence> absence = new AtomicReference<>(Absence.NONE);

	private volatile int connections;

	private volatile int resets;

	private volatile int elsewhere;

	private volatile int absences;

	private @Nullable ServiceProcess last;

	/**
	 * What must pass before a device that was cut off comes back.
	 */
	interface Absence {

		/** It comes back at once. */
		Absence NONE = () -> {
		};

		/** Waits. */
		void pass() throws InterruptedException;

	}

	/**
	 * @param nodes those that can be asked, at any time
	 */
	Device(String user, List<ServiceProcess> nodes, long seed) {
		this.user = user;
		this.nodes = nodes;
		// Small seeds next to each other begin alike.
		this.random = new Random(seed * 0x9E3779B97F4A7C15L);
	}

	/** Shows the inbox until it is stopped. */
	void run() throws InterruptedException {
		while (this.running) {
			try {
				connect(ServiceProcess.any(this.nodes, this.random));
			}
			catch (IOException ex) {
				// As when a stream ends: it comes again.
			}
			pass();
			Thread.sleep(50 + this.random.nextInt(200));
		}
	}

	private void pass() throws InterruptedException {
		Absence passing = this.absence.getAndSet(Absence.NONE);
		if (passing != Absence.NONE) {
			passing.pass();
			this.absences++;
		}
	}

	private void connect(ServiceProcess node) throws IOException, InterruptedException {
		if (this.position == null) {
			load(node);
		}
		String path = "/v1/notifications/stream?user=" + Scenario.encode(this.user);
		try (EventStream opened = new EventStream(node.uri(path), this.position)) {
			this.stream = opened;
			this.connections++;
			if (this.last != null && this.last != node) {
				this.elsewhere++;
			}
			this.last = node;
			EventStream.Event event;
			while (isWatching() && (event = opened.next()) != null) {
				take(event, node);
			}
		}
		finally {
			this.stream = null;
		}
	}

	private boolean isWatching() {
		return this.running && this.absence.get() == Absence.NONE;
	}

	private void take(EventStream.Event event, ServiceProcess node) throws IOException, InterruptedException {
		JsonNode data = event.data();
		switch (event.name()) {
			case "reset" -> {
				this.resets++;
				this.position = null;
				load(node);
			}
			case "badge" -> badge(data, event.lastEventId());
			default -> change(data);
		}
	}

	private synchronized void badge(JsonNode badge, @Nullable String at) {
		if (badge.get("revision").asLong() >= this.loaded) {
			this.revision = badge.get("revision").asLong();
			this.unread = badge.get("unread").asInt();
		}
		this.position = at;
	}

	private synchronized void change(JsonNode change) {
		if (change.get("revision").asLong() < this.loaded) {
			return;
		}
		JsonNode item = change.get("notification");
		if (item != null) {
			this.items.put(item.get("id").asString(), InboxItem.of(item));
		}
		else {
			this.items.remove(change.get("deleted").asString());
		}
	}

	private void load(ServiceProcess node) throws IOException, InterruptedException {
		var answer = node.get(InboxView.path(this.user));
		if (answer.statusCode() != 200) {
			throw new IOException("The list was refused with " + answer.statusCode());
		}
		JsonNode page = JSON.readTree(answer.body());
		InboxView list = InboxView.of(page);
		synchronized (this) {
			this.items.clear();
			list.items().forEach((item) -> this.items.put(item.id(), item));
			this.loaded = list.revision();
			this.revision = list.revision();
			this.unread = list.unread();
			this.position = page.get("epoch").asString() + ":" + list.revision();
		}
	}

	/**
	 * Ends its stream, or the next if it has none; it comes back when something passed.
	 */
	void cut(Absence until) throws IOException {
		this.absence.set(until);
		cut();
	}

	/** Ends its stream; it comes back at once. */
	void cut() throws IOException {
		EventStream current = this.stream;
		if (current != null) {
			current.close();
		}
	}

	void stop() throws IOException {
		this.running = false;
		cut();
	}

	/** What it shows. */
	synchronized InboxView view() {
		return new InboxView(this.revision, this.unread,
				this.items.values().stream().sorted(Comparator.comparingLong(InboxItem::seq).reversed()).toList());
	}

	boolean isConnected() {
		return this.stream != null;
	}

	/** How many streams it has had. */
	int connections() {
		return this.connections;
	}

	/** How many of them were at another node than the one before. */
	int elsewhere() {
		return this.elsewhere;
	}

	/** How many absences have passed. */
	int absences() {
		return this.absences;
	}

	/** How often it had to begin again with the list. */
	int resets() {
		return this.resets;
	}

}
