package io.millrace.embedded;

import java.io.OutputStream;
import java.io.PrintStream;
import java.net.BindException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.Feature;
import org.apache.kafka.server.common.MetadataVersion;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real Kafka broker, with its KRaft controller, in this JVM. It listens on 127.0.0.1
 * only; topics, records and positions in the data directory outlive it. A fatal fault of
 * its storage (a full disk) halts the JVM, as it would a broker of its own.
 */
public final class EmbeddedKafka implements AutoCloseable {

	private static final Logger log = LoggerFactory.getLogger(EmbeddedKafka.class);

	private static final String NODE_ID = "1";

	private static final int ATTEMPTS = 5;

	private final DirectoryLock lock;

	private final KafkaRaftServer server;

	private final int port;

	private EmbeddedKafka(DirectoryLock lock, KafkaRaftServer server, int port) {
		this.lock = lock;
		this.server = server;
		this.port = port;
	}

	/**
	 * Starts a broker and returns once it serves.
	 * @param dataDir where it keeps its data; created and formatted if empty
	 * @param port its port; 0 picks a free one
	 * @param overrides broker properties that go before
	 * {@linkplain BrokerSettings#singleBroker() ours}
	 * @return the broker
	 * @throws DirectoryInUseException if another broker runs in the directory
	 * @throws PortInUseException if the port is taken
	 * @throws IllegalStateException if it doesn't come up
	 */
	public static EmbeddedKafka start(Path dataDir, int port, Map<String, String> overrides) {
		DirectoryLock lock = DirectoryLock.acquire(dataDir);
		try {
			return start(lock, dataDir.toAbsolutePath().normalize(), port, overrides);
		}
		catch (Exception | Error ex) {
			lock.close();
			throw ex;
		}
	}

	private static EmbeddedKafka start(DirectoryLock lock, Path dataDir, int port, Map<String, String> overrides) {
		for (int attempt = 1;; attempt++) {
			// A port that was just found free isn't looked at again: while another thread
			// starts a process, that process
			// may hold the socket of the first look for a moment.
			if (port != 0 && !Ports.isFree(port)) {
				throw new PortInUseException(port);
			}
			int brokerPort = (port != 0) ? port : Ports.free();
			try {
				return new EmbeddedKafka(lock, startServer(dataDir, brokerPort, overrides), brokerPort);
			}
			catch (IllegalStateException ex) {
				// Between the look and the bind somebody else may have taken a port.
				if (attempt == ATTEMPTS || !causedByBind(ex)) {
					throw ex;
				}
			}
		}
	}

	private static KafkaRaftServer startServer(Path dataDir, int port, Map<String, String> overrides) {
		long started = System.nanoTime();
		Path logDir = dataDir.resolve("log");
		format(logDir);
		KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(settings(logDir, port, overrides), false),
				Time.SYSTEM);
		try {
			server.startup();
		}
		catch (Exception ex) {
			server.shutdown();
			throw new IllegalStateException("Kafka did not start on port " + port + " in " + logDir, ex);
		}
		log.info("Kafka serves on 127.0.0.1:{} after {} ms, data in {}", port,
				(System.nanoTime() - started) / 1_000_000, logDir);
		return server;
	}

	private static Map<String, String> settings(Path logDir, int port, Map<String, String> overrides) {
		int controllerPort = Ports.free();
		Map<String, String> settings = new HashMap<>(BrokerSettings.singleBroker());
		settings.putAll(BrokerSettings.smallFootprint());
		settings.put("process.roles", "broker,controller");
		settings.put("node.id", NODE_ID);
		settings.put("log.dirs", logDir.toString());
		settings.put("listeners", "CLIENTS://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort);
		settings.put("listener.security.protocol.map", "CLIENTS:PLAINTEXT,CONTROLLER:PLAINTEXT");
		settings.put("inter.broker.listener.name", "CLIENTS");
		settings.put("controller.listener.names", "CONTROLLER");
		settings.put("controller.quorum.voters", NODE_ID + "@127.0.0.1:" + controllerPort);
		settings.putAll(overrides);
		return settings;
	}

	private static void format(Path logDir) {
		if (Files.exists(logDir.resolve("meta.properties"))) {
			return;
		}
		Formatter formatter = new Formatter().setNodeId(Integer.parseInt(NODE_ID))
			.setClusterId(Uuid.randomUuid().toString())
			.addDirectory(logDir.toString())
			.setMetadataLogDirectory(logDir.toString())
			.setControllerListenerName("CONTROLLER")
			.setSupportedFeatures(Feature.PRODUCTION_FEATURES)
			.setReleaseVersion(MetadataVersion.LATEST_PRODUCTION)
			.setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
		try {
			formatter.run();
		}
		catch (Exception ex) {
			throw new IllegalStateException("cannot format " + logDir, ex);
		}
	}

	private static boolean causedByBind(Throwable failure) {
		return Stream.iterate(failure, (cause) -> cause != null, Throwable::getCause)
			.anyMatch((cause) -> cause instanceof BindException);
	}

	/**
	 * Returns where clients connect to.
	 * @return host and port
	 */
	public String bootstrapServers() {
		return "127.0.0.1:" + this.port;
	}

	/**
	 * Returns the port that clients connect to.
	 * @return the port
	 */
	public int port() {
		return this.port;
	}

	/**
	 * Stops the broker cleanly and returns when it has stopped; clients should have gone
	 * before.
	 */
	@Override
	public void close() {
		this.server.shutdown();
		this.server.awaitShutdown();
		this.lock.close();
	}

}
