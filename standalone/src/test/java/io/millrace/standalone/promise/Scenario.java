package io.millrace.standalone.promise;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.millrace.common.topic.TopicProvisioner;
import io.millrace.common.topic.TopicsProperties;
import io.millrace.dashboard.DashboardApplication;
import io.millrace.inference.InferenceApplication;
import io.millrace.ingest.IngestApplication;
import io.millrace.notification.NotificationApplication;
import io.millrace.testsupport.Backends;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.data.redis.core.RedisCallback;
import org.springframework.kafka.core.KafkaAdmin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Fresh backends, a backlog, and service processes to strike down; then what came of it,
 * held against the model.
 */
final class Scenario implements AutoCloseable {

	static final String EVENTS = "user-events";

	static final String INBOX_LOG = "inbox-log";

	private static final JsonMapper JSON = new JsonMapper();

	/** All that most scenarios may send, and a bit. */
	private static final int TRAFFIC = 120_000;

	private static final int BATCH = 100;

	private static final Duration PATIENCE = Duration.ofSeconds(120);

	final Backends backends;

	private final Admin admin;

	private final KafkaProducer<byte[], byte[]> producer;

	private final List<ServiceProcess> processes = new ArrayList<>();

	private final Map<String, String> common = new LinkedHashMap<>();

	private final List<Path> shadow = new ArrayList<>();

	private List<String> options = ServiceProcess.SMALL;

	final Traffic traffic;

	Scenario(long seed) {
		this(seed, Backends.start());
	}

	Scenario(long seed, Backends backends) {
		this(seed, backends, TRAFFIC);
	}

	/**
	 * @param events how many different ones it can send
	 */
	Scenario(long seed, Backends backends, int events) {
		this.backends = backends;
		this.admin = Admin.create(Map.of("bootstrap.servers", backends.kafkaBootstrapServers()));
		this.producer = new KafkaProducer<>(
				Map.of("bootstrap.servers", backends.kafkaBootstrapServers(), "acks", "all", "linger.ms", "5"),
				new ByteArraySerializer(), new ByteArraySerializer());
		this.traffic = new Traffic(seed, events);
		this.common.putAll(this.backends.properties());
		// The backlog is read off the commits.
		this.common.put("millrace.sink.commit-interval", "50ms");
		this.common.put("millrace.notification.inbox.max-items", Integer.toString(InboxView.MAX_ITEMS));
		this.common.put("millrace.notification.rules[0].name", "order-paid");
		this.common.put("millrace.notification.rules[0].event-type", Traffic.NOTIFIED);
		this.common.put("millrace.notification.rules[0].category", "orders");
		this.common.put("millrace.notification.rules[0].title", Traffic.TITLE);
		this.common.putAll(Figures.properties());
		TopicsProperties topics = new Binder(new MapConfigurationPropertySource(this.common))
			.bindOrCreate("millrace.topics", Bindable.of(TopicsProperties.class));
		new TopicProvisioner(new KafkaAdmin(Map.of("bootstrap.servers", this.backends.kafkaBootstrapServers())))
			.ensure(topics.userEvents(), topics.inboxLog());
	}

	/** Switches a mechanism off in the processes that are started from now on. */
	void sabotage(Saboteur saboteur) throws IOException {
		this.shadow.addAll(saboteur.shadow());
		this.common.putAll(saboteur.properties());
	}

	/** The JVM's options of processes that are started from now on. */
	void options(List<String> jvm) {
		this.options = jvm;
	}

	void send(int records) {
		this.traffic.send(this.producer, EVENTS, records);
	}

	/** Sends events, each batch twice, evenly over a time. */
	void sendTwice(int records, Duration time) throws InterruptedException {
		long start = System.nanoTime();
		int batches = Math.max(1, records / BATCH);
		for (int i = 1; i <= batches; i++) {
			this.traffic.sendTwice(this.producer, EVENTS, BATCH);
			TimeUnit.NANOSECONDS.sleep(start + time.toNanos() / batches * i - System.nanoTime());
		}
	}

	/**
	 * Sends events that notify somebody.
	 * @return the last one's title
	 */
	String tell(String user, int records) {
		return this.traffic.tell(this.producer, EVENTS, user, records);
	}

	/** Some of the users whom something was sent about, each twice: for two devices. */
	List<String> watched(int users) {
		List<String> some = this.traffic.model().users().stream().sorted().limit(users).toList();
		return Stream.concat(some.stream(), some.stream()).toList();
	}

	ServiceProcess notification(String name, Map<String, String> more) throws IOException {
		return start(name, NotificationApplication.class, more);
	}

	ServiceProcess dashboard(String name, Map<String, String> more) throws IOException {
		return start(name, DashboardApplication.class, more);
	}

	ServiceProcess ingest(String name, Map<String, String> more) throws IOException {
		return start(name, IngestApplication.class, more);
	}

	ServiceProcess inference(String name, Map<String, String> more) throws IOException {
		return start(name, InferenceApplication.class, more);
	}

	private ServiceProcess start(String name, Class<?> main, Map<String, String> more) throws IOException {
		Map<String, String> properties = new LinkedHashMap<>(this.common);
		properties.putAll(more);
		ServiceProcess process = ServiceProcess.start(name, main, this.shadow, this.options, properties);
		this.processes.add(process);
		return process;
	}

	/**
	 * The properties with which a process is halted or frozen at the {@code after}th
	 * moment of its kind, see {@link AwkwardMoment}.
	 */
	static Map<String, String> strike(String topic, String how, String moment, int after) {
		return Map.of("millrace.test.strike.topic", topic, "millrace.test.strike.how", how,
				"millrace.test.strike.moment", moment, "millrace.test.strike.after", Integer.toString(after));
	}

	/** Takes everything away that Redis has. */
	void flushRedis() {
		this.backends.redis().execute((RedisCallback<Boolean>) (connection) -> {
			connection.serverCommands().flushAll();
			return true;
		});
	}

	/** How many records a topic was ever given. */
	long appended(String topic) throws Exception {
		long sum = 0;
		for (ListOffsetsResultInfo end : this.admin.listOffsets(ends(topic)).all().get().values()) {
			sum += end.offset();
		}
		return sum;
	}

	private Map<TopicPartition, OffsetSpec> ends(String topic) throws Exception {
		Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
		int partitions = Objects
			.requireNonNull(this.admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic))
			.partitions()
			.size();
		for (int i = 0; i < partitions; i++) {
			ends.put(new TopicPartition(topic, i), OffsetSpec.latest());
		}
		return ends;
	}

	/** How many records a group hasn't finished, as it has told Kafka. */
	long outstanding(String group, String topic) throws Exception {
		Map<TopicPartition, OffsetSpec> ends = ends(topic);
		Map<TopicPartition, OffsetAndMetadata> committed = this.admin.listConsumerGroupOffsets(group)
			.partitionsToOffsetAndMetadata()
			.get();
		long outstanding = 0;
		for (var end : this.admin.listOffsets(ends).all().get().entrySet()) {
			OffsetAndMetadata commit = committed.get(end.getKey());
			outstanding += end.getValue().offset() - ((commit != null) ? commit.offset() : 0);
		}
		return outstanding;
	}

	/** How many members a group has. */
	int members(String group) throws Exception {
		return Objects.requireNonNull(this.admin.describeConsumerGroups(List.of(group)).describedGroups().get(group))
			.get()
			.members()
			.size();
	}

	/** The positions that a group has told Kafka, by partition. */
	Map<Integer, Long> committed(String group) throws Exception {
		Map<Integer, Long> positions = new TreeMap<>();
		this.admin.listConsumerGroupOffsets(group)
			.partitionsToOffsetAndMetadata()
			.get()
			.forEach((partition, commit) -> positions.put(partition.partition(), commit.offset()));
		return positions;
	}

	/** The positions that stand beside the dashboard's figures, by partition. */
	Map<Integer, Long> fences() {
		Map<Integer, Long> positions = new TreeMap<>();
		var redis = this.backends.redis();
		for (String key : redis.keys("{agg.*}:fence")) {
			String tag = key.substring(0, key.indexOf('}'));
			Object next = redis.opsForHash().get(key, "next");
			positions.put(Integer.valueOf(tag.substring(tag.lastIndexOf('.') + 1)), Long.valueOf(String.valueOf(next)));
		}
		return positions;
	}

	/** Everything in the events' topic, as text. */
	List<String> log() throws Exception {
		return records(EVENTS).stream().map(ConsumerRecord::value).toList();
	}

	/** Everything in a topic that is committed, of each partition in its order. */
	private List<ConsumerRecord<String, String>> records(String topic) throws Exception {
		List<ConsumerRecord<String, String>> records = new ArrayList<>();
		read(topic, records::add);
		return records;
	}

	/** Reads everything in a topic that is committed, each partition in its order. */
	void read(String topic, Consumer<ConsumerRecord<String, String>> taker) throws Exception {
		List<TopicPartition> partitions = Objects
			.requireNonNull(this.admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic))
			.partitions()
			.stream()
			.map((info) -> new TopicPartition(topic, info.partition()))
			.toList();
		try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
				Map.of("bootstrap.servers", this.backends.kafkaBootstrapServers(), "isolation.level", "read_committed"),
				new StringDeserializer(), new StringDeserializer())) {
			consumer.assign(partitions);
			consumer.seekToBeginning(partitions);
			Map<TopicPartition, Long> end = consumer.endOffsets(partitions);
			while (end.entrySet().stream().anyMatch((entry) -> consumer.position(entry.getKey()) < entry.getValue())) {
				consumer.poll(Duration.ofMillis(200)).forEach(taker);
			}
		}
	}

	/** What has happened to inboxes so far. */
	InboxHistory history() throws Exception {
		return new InboxHistory(records(INBOX_LOG));
	}

	/** What has happened to inboxes, once nobody acts and no snooze is to end. */
	InboxHistory settledHistory() {
		return await("snoozes have ended").atMost(PATIENCE)
			.pollInterval(Duration.ofMillis(500))
			.until(this::history, (history) -> !history.isWaking());
	}

	void awaitNothingOutstanding(String group, String topic, Duration patience) {
		await("group " + group + " has finished " + topic).atMost(patience)
			.pollInterval(Duration.ofMillis(300))
			.ignoreExceptions()
			.until(() -> outstanding(group, topic) == 0);
	}

	/** Figures by type, as a dashboard answers them. */
	void assertDashboard(ServiceProcess dashboard, Duration patience) {
		await(dashboard.name() + " has counted everything").atMost(patience)
			.pollInterval(Duration.ofMillis(300))
			.ignoreExceptions()
			.until(() -> {
				JsonNode asOf = json(dashboard, queryPath("events", "all")).get("asOf");
				return !asOf.path("filling").asBoolean(false) && asOf.path("lag").asLong(-1) == 0;
			});
		Map<String, Long> events = new TreeMap<>();
		for (JsonNode row : json(dashboard, queryPath("events", "1m")).get("results")) {
			long counted = row.get("events").asLong();
			if (counted > 0) {
				events.put(row.get("type").asString() + " " + row.get("time").asString(), counted);
			}
		}
		assertThat(differences(events)).as("events by type and minute, at %s", dashboard.name()).isEmpty();
		for (JsonNode row : json(dashboard, queryPath("users", "all")).get("results")) {
			double expected = this.traffic.model().usersByType().getOrDefault(row.get("type").asString(), 0L);
			assertThat((double) row.get("users").asLong()).as("users of %s", row.get("type"))
				.isBetween(expected * 0.97 - 1, expected * 1.03 + 1);
		}
		Figures.assertRight(this, dashboard);
	}

	/** Where figures and model differ; all of them would be too many to read. */
	private List<String> differences(Map<String, Long> counted) {
		Map<String, Long> expected = new TreeMap<>();
		this.traffic.model()
			.eventsByTypeAndMinute()
			.forEach((type, minutes) -> minutes.forEach((minute, count) -> expected.put(type + " " + minute, count)));
		Set<String> all = new TreeSet<>(expected.keySet());
		all.addAll(counted.keySet());
		return all.stream()
			.filter((cell) -> !Objects.equals(expected.get(cell), counted.get(cell)))
			.map((cell) -> cell + ": " + counted.get(cell) + " instead of " + expected.get(cell))
			.limit(20)
			.toList();
	}

	private String queryPath(String metric, String step) {
		return "/v1/query?metrics=" + metric + "&step=" + step + "&groupBy=type&from=" + this.traffic.from() + "&to="
				+ this.traffic.to().plusSeconds(60);
	}

	/**
	 * The log brings each notification once, and each inbox is what the log says.
	 */
	InboxHistory assertInboxes(ServiceProcess notification) {
		awaitNothingOutstanding("notification", EVENTS, PATIENCE);
		InboxHistory history = settledHistory();
		awaitNothingOutstanding("inbox", INBOX_LOG, PATIENCE);
		history.assertOnceEach(this.traffic.model());
		for (String user : this.traffic.model().users()) {
			InboxView view = InboxView.of(json(notification, InboxView.path(user)));
			assertThat(view).as("inbox of %s", user).isEqualTo(history.now(user));
			JsonNode count = json(notification, "/v1/notifications/count?user=" + encode(user));
			assertThat(count.get("unread").asInt()).as("badge of %s", user).isEqualTo(view.unread());
		}
		return history;
	}

	JsonNode json(ServiceProcess service, String path) {
		try {
			var answer = service.get(path);
			assertThat(answer.statusCode()).as("%s %s: %s", service.name(), path, answer.body()).isEqualTo(200);
			return JSON.readTree(answer.body());
		}
		catch (IOException ex) {
			throw new java.io.UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	/** How often the process' scripts were refused, as it counts itself. */
	double fenceRefusals(ServiceProcess service, String group) throws Exception {
		var answer = service.management("/actuator/metrics/millrace.sink.fence.refusals?tag=group:" + group);
		return JSON.readTree(answer.body()).get("measurements").get(0).get("value").asDouble();
	}

	static String encode(String text) {
		return URLEncoder.encode(text, StandardCharsets.UTF_8);
	}

	@Override
	public void close() {
		this.processes.forEach(ServiceProcess::close);
		this.producer.close();
		this.admin.close();
		this.backends.close();
	}

}
