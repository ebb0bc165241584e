package io.millrace.standalone.promise;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

import io.millrace.embedded.EmbeddedKafka;
import io.millrace.embedded.Ports;

import static org.awaitility.Awaitility.await;

/**
 * A Kafka broker as a process of its own, that can be killed and frozen and keeps its
 * data. Beside its ordinary listener it has one whose clients are told to come through a
 * {@link Proxy}.
 */
final class BrokerProcess implements AutoCloseable {

	private static final Path LOGS = Path.of("target", "promise-logs");

	private static final String SERVES = "broker serves";

	private final Path directory;

	private final int port = Ports.free();

	private final int proxiedPort = Ports.free();

	private final int controllerPort = Ports.free();

	private final Proxy proxy;

	private int starts;

	private Process process;

	BrokerProcess(Path directory) throws IOException {
		this.directory = directory;
		this.proxy = new Proxy(this.proxiedPort);
		this.process = launch();
	}

	/**
	 * Runs the broker.
	 * @param args its directory, the ports of its three listeners, the proxy's port
	 */
	public static void main(String[] args) throws InterruptedException {
		int port = Integer.parseInt(args[1]);
		String controller = "127.0.0.1:" + args[3];
		Map<String, String> listeners = Map.of("listeners",
				"CLIENTS://127.0.0.1:" + port + ",PROXIED://127.0.0.1:" + args[2] + ",CONTROLLER://" + controller,
				"advertised.listeners", "CLIENTS://127.0.0.1:" + port + ",PROXIED://127.0.0.1:" + args[4],
				"listener.security.protocol.map", "CLIENTS:PLAINTEXT,PROXIED:PLAINTEXT,CONTROLLER:PLAINTEXT",
				"controller.quorum.voters", "1@" + controller);
		try (EmbeddedKafka kafka = EmbeddedKafka.start(Path.of(args[0]), port, listeners)) {
			System.out.println(SERVES + " " + kafka.port());
			Thread.currentThread().join();
		}
	}

	private Path log() {
		return LOGS.resolve("broker-" + this.port + "-" + this.starts + ".log");
	}

	private Process launch() throws IOException {
		this.starts++;
		Files.createDirectories(LOGS);
		Process started = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-Xmx384m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", ServiceProcess.classPath(),
				BrokerProcess.class.getName(), this.directory.toString(), Integer.toString(this.port),
				Integer.toString(this.proxiedPort), Integer.toString(this.controllerPort),
				Integer.toString(this.proxy.port()))
			.redirectErrorStream(true)
			.redirectOutput(log().toFile())
			.start();
		await("a broker, see " + log()).atMost(Duration.ofSeconds(60))
			.until(() -> Files.readString(log()).contains(SERVES));
		return started;
	}

	String bootstrapServers() {
		return "127.0.0.1:" + this.port;
	}

	/** For who comes through the proxy. */
	String proxiedServers() {
		return "127.0.0.1:" + this.proxy.port();
	}

	Proxy proxy() {
		return this.proxy;
	}

	void kill() {
		this.process.destroyForcibly().onExit().join();
	}

	void restart() throws IOException {
		this.process = launch();
	}

	void freeze() throws IOException, InterruptedException {
		Signals.send(this.process, "-STOP");
	}

	void resume() throws IOException, InterruptedException {
		Signals.send(this.process, "-CONT");
	}

	@Override
	public void close() {
		kill();
		this.proxy.close();
	}

}
