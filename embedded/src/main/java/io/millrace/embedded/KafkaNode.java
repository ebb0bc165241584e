package io.millrace.embedded;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.Feature;
import org.apache.kafka.server.common.MetadataVersion;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A broker that is a KRaft controller too: where it listens, and where its data is.
 */
record KafkaNode(int id, Path logDir, int port, int controllerPort) {

	private static final Logger log = LoggerFactory.getLogger(KafkaNode.class);

	/**
	 * As {@code controller.quorum.voters} names it.
	 */
	String voter() {
		return this.id + "@127.0.0.1:" + this.controllerPort;
	}

	String address() {
		return "127.0.0.1:" + this.port;
	}

	/**
	 * Starts it and returns once it serves; which takes a majority of the voters.
	 * @throws IllegalStateException if it doesn't come up
	 */
	KafkaRaftServer start(String clusterId, String voters, Map<String, String> overrides) {
		long started = System.nanoTime();
		format(clusterId);
		KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(settings(voters, overrides), false), Time.SYSTEM);
		try {
			server.startup();
		}
		catch (Exception ex) {
			server.shutdown();
			throw new IllegalStateException("Kafka did not start on port " + this.port + " in " + this.logDir, ex);
		}
		log.info("Kafka serves on {} after {} ms, data in {}", address(), (System.nanoTime() - started) / 1_000_000,
				this.logDir);
		return server;
	}

	private Map<String, String> settings(String voters, Map<String, String> overrides) {
		Map<String, String> settings = new HashMap<>(BrokerSettings.singleBroker());
		settings.putAll(BrokerSettings.smallFootprint());
		settings.put("process.roles", "broker,controller");
		settings.put("node.id", Integer.toString(this.id));
		settings.put("log.dirs", this.logDir.toString());
		settings.put("listeners", "CLIENTS://" + address() + ",CONTROLLER://127.0.0.1:" + this.controllerPort);
		settings.put("listener.security.protocol.map", "CLIENTS:PLAINTEXT,CONTROLLER:PLAINTEXT");
		settings.put("inter.broker.listener.name", "CLIENTS");
		settings.put("controller.listener.names", "CONTROLLER");
		settings.put("controller.quorum.voters", voters);
		settings.putAll(overrides);
		return settings;
	}

	private void format(String clusterId) {
		if (Files.exists(this.logDir.resolve("meta.properties"))) {
			return;
		}
		Formatter formatter = new Formatter().setNodeId(this.id)
			.setClusterId(clusterId)
			.addDirectory(this.logDir.toString())
			.setMetadataLogDirectory(this.logDir.toString())
			.setControllerListenerName("CONTROLLER")
			.setSupportedFeatures(Feature.PRODUCTION_FEATURES)
			.setReleaseVersion(MetadataVersion.LATEST_PRODUCTION)
			.setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
		try {
			formatter.run();
		}
		catch (Exception ex) {
			throw new IllegalStateException("cannot format " + this.logDir, ex);
		}
	}

}
