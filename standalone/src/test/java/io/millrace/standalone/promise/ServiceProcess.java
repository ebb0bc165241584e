package io.millrace.standalone.promise;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.millrace.embedded.Ports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * One of the services as a process of its own, with this test's class path, that can be
 * killed and frozen.
 */
final class ServiceProcess implements AutoCloseable {

	/** The status of a process that was told to halt at an awkward moment. */
	static final int HALTED = 86;

	/** Many are started, and none lives for long. */
	static final List<String> SMALL = List.of("-Xmx256m", "-XX:TieredStopAtLevel=1");

	private static final HttpClient HTTP = HttpClient.newHttpClient();

	private static final Path LOGS = Path.of("target", "promise-logs");

	private final String name;

	private final Process process;

	private final Path log;

	private final int port;

	private final int managementPort;

	private ServiceProcess(String name, Process process, Path log, int port, int managementPort) {
		this.name = name;
		this.process = process;
		this.log = log;
		this.port = port;
		this.managementPort = managementPort;
	}

	/**
	 * Starts a service; {@link #awaitReady()} says when it serves.
	 * @param shadow a folder whose files come before the real ones on the class path, for
	 * saboteurs
	 */
	static ServiceProcess start(String name, Class<?> main, List<Path> shadow, Map<String, String> properties)
			throws IOException {
		return start(name, main, shadow, SMALL, properties);
	}

	/**
	 * The same with options of the JVM.
	 */
	static ServiceProcess start(String name, Class<?> main, List<Path> shadow, List<String> options,
			Map<String, String> properties) throws IOException {
		int port = Ports.free();
		int managementPort = Ports.free();
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(options);
		// A killed process leaves the native libraries that it has unpacked; the next
		// clean takes them.
		Path temporary = Files.createDirectories(LOGS.resolve("tmp")).toAbsolutePath();
		command.addAll(List.of("-Djava.io.tmpdir=" + temporary, "-XX:+UseSerialGC", "-cp"));
		List<String> classPath = new ArrayList<>(shadow.stream().map(Path::toString).toList());
		classPath.add(classPath());
		command.add(String.join(File.pathSeparator, classPath));
		command.add(main.getName());
		command.add("--server.port=" + port);
		command.add("--management.server.port=" + managementPort);
		command.add("--millrace.security.mode=none");
		properties.forEach((property, value) -> command.add("--" + property + "=" + value));
		Path log = LOGS.resolve(name + "-" + port + ".log");
		Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
		return new ServiceProcess(name, process, log, port, managementPort);
	}

	/** This test's class path; Surefire hides it in a jar's manifest otherwise. */
	static String classPath() {
		return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
	}

	/**
	 * One of those that are there now.
	 * @throws IOException if there is none
	 */
	static ServiceProcess any(List<ServiceProcess> nodes, Random random) throws IOException {
		List<ServiceProcess> now = List.copyOf(nodes);
		if (now.isEmpty()) {
			throw new IOException("There is no node now");
		}
		return now.get(random.nextInt(now.size()));
	}

	void awaitReady() {
		await(this.name + " is ready, see " + LOGS).atMost(Duration.ofSeconds(90))
			.pollInterval(Duration.ofMillis(200))
			.ignoreExceptions()
			.until(() -> {
				assertThat(this.process.isAlive()).as("%s lives, see %s", this.name, LOGS).isTrue();
				return management("/actuator/health/readiness").statusCode() == 200;
			});
	}

	HttpResponse<String> get(String pathAndQuery) throws IOException, InterruptedException {
		return send(HttpRequest.newBuilder(uri(this.port, pathAndQuery)).GET());
	}

	HttpResponse<String> post(String pathAndQuery, String contentType, String body)
			throws IOException, InterruptedException {
		return send(HttpRequest.newBuilder(uri(this.port, pathAndQuery))
			.header("Content-Type", contentType)
			.POST(HttpRequest.BodyPublishers.ofString(body)));
	}

	HttpResponse<String> post(String pathAndQuery) throws IOException, InterruptedException {
		return send(HttpRequest.newBuilder(uri(this.port, pathAndQuery)).POST(HttpRequest.BodyPublishers.ofString("")));
	}

	HttpResponse<String> delete(String pathAndQuery) throws IOException, InterruptedException {
		return send(HttpRequest.newBuilder(uri(this.port, pathAndQuery)).DELETE());
	}

	HttpResponse<String> management(String path) throws IOException, InterruptedException {
		return send(HttpRequest.newBuilder(uri(this.managementPort, path)).GET());
	}

	URI uri(String pathAndQuery) {
		return uri(this.port, pathAndQuery);
	}

	private static URI uri(int port, String pathAndQuery) {
		return URI.create("http://127.0.0.1:" + port + pathAndQuery);
	}

	private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
		return HTTP.send(request.timeout(Duration.ofSeconds(8)).build(), HttpResponse.BodyHandlers.ofString());
	}

	/** The old generation after a collection, in bytes. */
	long oldGeneration() throws IOException, InterruptedException {
		Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
		new ProcessBuilder(jcmd.toString(), Long.toString(this.process.pid()), "GC.run")
			.redirectOutput(ProcessBuilder.Redirect.DISCARD)
			.start()
			.waitFor();
		return (long) metric("jvm_memory_used_bytes{area=\"heap\",id=\"Tenured Gen\"");
	}

	/** A metric as Prometheus sees it, summed over the labels that are left open. */
	double metric(String nameAndLabels) throws IOException, InterruptedException {
		return management("/actuator/prometheus").body()
			.lines()
			.filter((line) -> line.startsWith(nameAndLabels + "{") || line.startsWith(nameAndLabels + " ")
					|| line.startsWith(nameAndLabels + ",") || line.startsWith(nameAndLabels + "}"))
			.mapToDouble((line) -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
			.sum();
	}

	/** How much CPU time it has had. */
	Duration cpu() {
		return this.process.info().totalCpuDuration().orElse(Duration.ZERO);
	}

	/** Whether its log has one of these. */
	boolean saidAnyOf(List<String> words) throws IOException {
		try (Stream<String> lines = Files.lines(this.log)) {
			return lines.anyMatch((line) -> words.stream().anyMatch(line::contains));
		}
	}

	boolean isAlive() {
		return this.process.isAlive();
	}

	String name() {
		return this.name;
	}

	/** SIGKILL. */
	void kill() throws InterruptedException {
		this.process.destroyForcibly();
		this.process.waitFor();
	}

	/** SIGTERM. */
	void terminate() {
		this.process.destroy();
	}

	/** Where it takes connections, until it doesn't. */
	int port() {
		return this.port;
	}

	int awaitExit(Duration patience) throws InterruptedException {
		assertThat(this.process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)).as("%s has ended", this.name)
			.isTrue();
		return this.process.exitValue();
	}

	/**
	 * SIGSTOP: the process keeps what it has in memory and its connections, and does
	 * nothing.
	 */
	void freeze() throws IOException, InterruptedException {
		Signals.send(this.process, "-STOP");
	}

	/** SIGCONT. */
	void resume() throws IOException, InterruptedException {
		Signals.send(this.process, "-CONT");
	}

	/** Whether the process is frozen, as its state says. */
	boolean isFrozen() {
		try {
			String stat = Files.readString(Path.of("/proc", Long.toString(this.process.pid()), "stat"));
			return stat.substring(stat.lastIndexOf(')') + 2).startsWith("T");
		}
		catch (IOException ex) {
			return false;
		}
	}

	@Override
	public void close() {
		this.process.destroyForcibly();
	}

}
