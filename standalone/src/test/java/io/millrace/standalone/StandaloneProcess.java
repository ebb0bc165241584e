package io.millrace.standalone;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.millrace.embedded.Ports;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The standalone in a process of its own, with what it says in a file.
 */
final class StandaloneProcess implements AutoCloseable {

	private static final Duration START_WITHIN = Duration.ofMinutes(3);

	private final HttpClient http = HttpClient.newHttpClient();

	private final Process process;

	private final Path output;

	private final PortsInUse ports;

	private StandaloneProcess(Process process, Path output, PortsInUse ports) {
		this.process = process;
		this.output = output;
		this.ports = ports;
	}

	static StandaloneProcess start(Path directory, PortsInUse ports, String... more) {
		try {
			Path output = Files.createTempFile(directory, "output", ".log");
			List<String> command = new ArrayList<>(
					List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx320m",
							"-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED", "-cp",
							System.getProperty("java.class.path"), Standalone.class.getName(),
							"--millrace.standalone.data-dir=" + directory.resolve("data")));
			command.addAll(ports.arguments());
			command.addAll(List.of(more));
			Process process = new ProcessBuilder(command).redirectErrorStream(true)
				.redirectOutput(output.toFile())
				.start();
			return new StandaloneProcess(process, output, ports);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	StandaloneProcess awaitReady() {
		await().atMost(START_WITHIN).until(() -> !this.process.isAlive() || output().contains("Ready after"));
		assertThat(output()).contains("Ready after");
		return this;
	}

	long pid() {
		return this.process.pid();
	}

	String output() {
		try {
			return Files.readString(this.output);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Waits for an end that comes by itself and returns the exit code.
	 */
	int awaitExit() throws InterruptedException {
		assertThat(this.process.waitFor(START_WITHIN.toSeconds(), TimeUnit.SECONDS)).isTrue();
		return this.process.exitValue();
	}

	/**
	 * Sends a signal, as a terminal or an orchestrator would, and returns how long the
	 * end took.
	 */
	Duration stop(String signal) throws IOException, InterruptedException {
		long started = System.nanoTime();
		new ProcessBuilder("kill", "-" + signal, Long.toString(pid())).start().waitFor();
		assertThat(this.process.waitFor(60, TimeUnit.SECONDS)).isTrue();
		return Duration.ofNanos(System.nanoTime() - started);
	}

	JsonNode post(String json) throws IOException, InterruptedException {
		HttpRequest request = HttpRequest.newBuilder(uri(this.ports.ingest(), "/v1/events"))
			.header("Content-Type", "application/json")
			.POST(BodyPublishers.ofString(json))
			.build();
		HttpResponse<String> response = this.http.send(request, BodyHandlers.ofString());
		assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
		return JsonMapper.shared().readTree(response.body());
	}

	/**
	 * Asks for the vector of a text.
	 */
	HttpResponse<String> embed(String text) throws IOException, InterruptedException {
		HttpRequest request = HttpRequest.newBuilder(uri(this.ports.inference(), "/v1/embeddings"))
			.header("Content-Type", "application/json")
			.POST(BodyPublishers.ofString("{\"model\":\"all-minilm-l6-v2\",\"input\":\"" + text + "\"}"))
			.build();
		HttpResponse<String> response = this.http.send(request, BodyHandlers.ofString());
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		return response;
	}

	JsonNode inbox(String user) throws IOException, InterruptedException {
		return get(uri(this.ports.notification(), "/v1/notifications?user=" + user));
	}

	/**
	 * Returns how many events of a type the dashboard has counted in the last hours.
	 */
	long counted(String type) throws IOException, InterruptedException {
		JsonNode answer = get(uri(this.ports.dashboard(), "/v1/query?metrics=events&groupBy=type&step=all"));
		return answer.get("results")
			.valueStream()
			.filter((row) -> row.get("type").stringValue().equals(type))
			.mapToLong((row) -> row.get("events").longValue())
			.sum();
	}

	/**
	 * Returns what the nodes have counted, as the pipeline tells.
	 */
	Map<String, Long> ledger() throws IOException, InterruptedException {
		Map<String, Long> ledger = new TreeMap<>();
		get(uri(this.ports.dashboard(), "/v1/pipeline")).get("ledger")
			.forEachEntry((name, count) -> ledger.put(name, count.longValue()));
		return ledger;
	}

	String page() throws IOException, InterruptedException {
		HttpRequest request = HttpRequest.newBuilder(uri(this.ports.dashboard(), "/")).build();
		return this.http.send(request, BodyHandlers.ofString()).body();
	}

	/**
	 * Returns what all services tell Prometheus, a sample a line.
	 */
	List<String> metrics() throws IOException, InterruptedException {
		List<String> samples = new ArrayList<>();
		for (int port : this.ports.services()) {
			HttpRequest request = HttpRequest
				.newBuilder(uri(StandaloneProperties.managementPort(port), "/actuator/prometheus"))
				.build();
			this.http.send(request, BodyHandlers.ofLines())
				.body()
				.filter((line) -> !line.startsWith("#"))
				.forEach(samples::add);
		}
		return samples;
	}

	private JsonNode get(URI uri) throws IOException, InterruptedException {
		HttpResponse<String> response = this.http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		return JsonMapper.shared().readTree(response.body());
	}

	private static URI uri(int port, String path) {
		return URI.create("http://localhost:" + port + path);
	}

	@Override
	public void close() {
		this.http.shutdownNow();
		this.process.destroyForcibly();
	}

	/**
	 * Ports that were free a moment ago.
	 */
	record PortsInUse(int kafka, int redis, int ingest, int notification, int dashboard, int inference) {

		static PortsInUse free() {
			return new PortsInUse(Ports.free(), Ports.free(), freeWithManagement(), freeWithManagement(),
					freeWithManagement(), freeWithManagement());
		}

		private static int freeWithManagement() {
			return Stream.generate(Ports::free)
				.filter((port) -> Ports.isFree(StandaloneProperties.managementPort(port)))
				.findFirst()
				.orElseThrow();
		}

		List<Integer> all() {
			return Stream
				.concat(Stream.of(this.kafka, this.redis),
						services().stream()
							.flatMap((port) -> Stream.of(port, StandaloneProperties.managementPort(port))))
				.toList();
		}

		List<Integer> services() {
			return List.of(this.ingest, this.notification, this.dashboard, this.inference);
		}

		private List<String> arguments() {
			return List.of("--millrace.standalone.kafka.port=" + this.kafka,
					"--millrace.standalone.redis.port=" + this.redis,
					"--millrace.standalone.ingest.port=" + this.ingest,
					"--millrace.standalone.notification.port=" + this.notification,
					"--millrace.standalone.dashboard.port=" + this.dashboard,
					"--millrace.standalone.inference.port=" + this.inference);
		}

	}

}
