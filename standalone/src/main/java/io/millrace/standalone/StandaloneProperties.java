package io.millrace.standalone;

import java.nio.file.Path;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where the standalone keeps its data and listens, always on 127.0.0.1.
 *
 * @param dataDir the directory for Kafka's log and Redis' append-only file, created if
 * absent. One standalone at a time may use it; removing it while none does is a fresh
 * start. Default ./data
 * @param kafka the broker
 * @param redis the redis-server
 * @param ingest the ingest service
 * @param notification the notification service
 * @param dashboard the dashboard service and its page
 * @param inference the inference service
 */
@ConfigurationProperties("millrace.standalone")
public record StandaloneProperties(@DefaultValue("data") Path dataDir, @DefaultValue Kafka kafka,
		@DefaultValue Redis redis, @DefaultValue Ingest ingest, @DefaultValue Notification notification,
		@DefaultValue Dashboard dashboard, @DefaultValue Inference inference) {

	private static final int MANAGEMENT_OFFSET = 1_000;

	/**
	 * The management port that belongs to a service's port.
	 */
	static int managementPort(int port) {
		return port + MANAGEMENT_OFFSET;
	}

	private static void check(String name, int port, int highest) {
		if (port < 1 || port > highest) {
			throw new IllegalArgumentException(
					"millrace.standalone." + name + ".port must be 1 to " + highest + ", not " + port);
		}
	}

	private static void checkService(String name, int port) {
		check(name, port, 65_535 - MANAGEMENT_OFFSET);
	}

	/**
	 * The broker.
	 *
	 * @param port where Kafka clients connect to, 1 to 65535. Default 19092
	 */
	public record Kafka(@DefaultValue("19092") int port) {

		public Kafka {
			check("kafka", port, 65_535);
		}

	}

	/**
	 * The redis-server.
	 *
	 * @param port where Redis clients connect to, 1 to 65535. Default 16379
	 */
	public record Redis(@DefaultValue("16379") int port) {

		public Redis {
			check("redis", port, 65_535);
		}

	}

	/**
	 * The ingest service.
	 *
	 * @param port its HTTP port, 1 to 64535; its management port is 1000 higher. Default
	 * 8080
	 */
	public record Ingest(@DefaultValue("8080") int port) {

		public Ingest {
			checkService("ingest", port);
		}

	}

	/**
	 * The notification service.
	 *
	 * @param port its HTTP port, 1 to 64535; its management port is 1000 higher. Default
	 * 8081
	 */
	public record Notification(@DefaultValue("8081") int port) {

		public Notification {
			checkService("notification", port);
		}

	}

	/**
	 * The dashboard service.
	 *
	 * @param port its HTTP port, 1 to 64535; its management port is 1000 higher. Default
	 * 8082
	 */
	public record Dashboard(@DefaultValue("8082") int port) {

		public Dashboard {
			checkService("dashboard", port);
		}

	}

	/**
	 * The inference service.
	 *
	 * @param port its HTTP port, 1 to 64535; its management port is 1000 higher. Default
	 * 8083
	 */
	public record Inference(@DefaultValue("8083") int port) {

		public Inference {
			checkService("inference", port);
		}

	}

}
