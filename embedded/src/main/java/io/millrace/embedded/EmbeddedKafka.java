package io.millrace.embedded;

import java.net.BindException;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;

/**
 * A real Kafka broker, with its KRaft controller, in this JVM. It listens on 127.0.0.1
 * only; topics, records and positions in the data directory outlive it. A fatal fault of
 * its storage (a full disk) halts the JVM, as it would a broker of its own.
 */
public final class EmbeddedKafka implements AutoCloseable {

	private static final int NODE_ID = 1;

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
		KafkaNode node = new KafkaNode(NODE_ID, dataDir.resolve("log"), port, Ports.free());
		return node.start(Uuid.randomUuid().toString(), node.voter(), overrides);
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
