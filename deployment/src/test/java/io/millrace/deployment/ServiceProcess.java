package io.millrace.deployment;

import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.millrace.embedded.Ports;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A service's jar, started with what its container is given: exactly its environment, its
 * arguments, its memory and processors, and its ConfigMaps as files. Only places are
 * others here: the addresses of Kafka and Redis, the folder that files are mounted in,
 * and a port that is taken on this machine.
 */
final class ServiceProcess implements AutoCloseable {

	private static final Logger log = LoggerFactory.getLogger(ServiceProcess.class);

	private static final HttpClient HTTP = HttpClient.newHttpClient();

	private static final Path LOGS = Path.of("target", "service-logs");

	private final Manifests manifests;

	private final Workload workload;

	private final Container container;

	private final Map<String, String> environment;

	private final Map<Integer, Integer> otherPorts = new LinkedHashMap<>();

	private final Process process;

	ServiceProcess(Manifests manifests, String name, Map<String, String> places, Path mounts) throws IOException {
		this.manifests = manifests;
		this.workload = Workload.named(manifests, name);
		this.container = this.workload.pod().getContainers().getFirst();
		assertThat(this.container.getCommand()).as("the image's own entry point").isEmpty();
		this.environment = Containers.environment(manifests, this.container);
		places.forEach((variable, value) -> assertThat(this.environment.replace(variable, value)).isNotNull());
		mount(mounts);
		freePort("http", "SERVER_PORT");
		freePort("management", "MANAGEMENT_SERVER_PORT");
		this.process = start(name);
	}

	private void mount(Path mounts) throws IOException {
		for (VolumeMount mount : this.container.getVolumeMounts()) {
			for (Volume volume : this.workload.pod().getVolumes()) {
				if (volume.getName().equals(mount.getName()) && volume.getConfigMap() != null) {
					Path directory = Files.createDirectories(mounts.resolve(mount.getName()));
					write(volume.getConfigMap().getName(), directory);
					this.environment
						.replaceAll((variable, value) -> value.replace(mount.getMountPath(), directory.toString()));
				}
			}
		}
	}

	private void write(String configMap, Path directory) throws IOException {
		for (Map.Entry<String, String> file : this.manifests.one(ConfigMap.class, configMap).getData().entrySet()) {
			Files.writeString(directory.resolve(file.getKey()), file.getValue());
		}
	}

	private void freePort(String name, String variable) throws IOException {
		int port = Containers.port(this.container, name);
		try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getByName("0.0.0.0"))) {
			log.debug("{} is free", probe.getLocalPort());
		}
		catch (IOException ex) {
			int other = Ports.free();
			log.info("Port {} is taken, so {} listens on {} instead", port, this.workload.name(), other);
			this.otherPorts.put(port, other);
			this.environment.put(variable, Integer.toString(other));
		}
	}

	private Process start(String name) throws IOException {
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		// What the JVM would find out in the container.
		command.add("-XX:MaxRAM=" + limit("memory"));
		command.add("-XX:ActiveProcessorCount=" + limit("cpu"));
		command.add("-jar");
		command.add(jar(name).toString());
		command.addAll(this.container.getArgs());
		Files.createDirectories(LOGS);
		ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
			.redirectOutput(LOGS.resolve(name + ".log").toFile());
		builder.environment().clear();
		builder.environment().putAll(this.environment);
		return builder.start();
	}

	private BigInteger limit(String resource) {
		Quantity limit = Objects.requireNonNull(this.container.getResources().getLimits().get(resource));
		return limit.getNumericalAmount().toBigInteger();
	}

	private static Path jar(String name) throws IOException {
		Path target = Path.of("..", name, "target");
		try (DirectoryStream<Path> jars = Files.newDirectoryStream(target, "*-exec.jar")) {
			for (Path jar : jars) {
				return jar;
			}
		}
		throw new IllegalStateException("There is no jar in " + target + ": ./mvnw package makes it");
	}

	/** Calls a probe, as the kubelet does, until it succeeds. */
	void awaitProbe(Probe probe) {
		int port = port(probe.getHttpGet().getPort().getValue());
		await(probe.getHttpGet().getPath() + " of " + this.workload.name() + ", see " + LOGS)
			.atMost(Duration.ofMinutes(3))
			.pollInterval(Duration.ofMillis(250))
			.ignoreExceptions()
			.until(() -> {
				assertThat(this.process.isAlive()).as("%s lives, see %s", this.workload.name(), LOGS).isTrue();
				int status = get(port, probe.getHttpGet().getPath()).statusCode();
				return status >= 200 && status < 400;
			});
	}

	Container container() {
		return this.container;
	}

	HttpResponse<String> get(String portName, String path) throws IOException, InterruptedException {
		return get(port(portName), path);
	}

	private int port(Object nameOrNumber) {
		int port = Containers.port(this.container, nameOrNumber);
		return this.otherPorts.getOrDefault(port, port);
	}

	private static HttpResponse<String> get(int port, String path) throws IOException, InterruptedException {
		HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
			.timeout(Duration.ofSeconds(10))
			.build();
		return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
	}

	/** SIGTERM, as the kubelet sends it. */
	void terminate() {
		this.process.destroy();
	}

	int awaitExit() throws InterruptedException {
		return this.process.waitFor();
	}

	@Override
	public void close() {
		this.process.destroyForcibly();
	}

}
