package io.millrace.standalone.connection;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.millrace.embedded.EmbeddedKafka;
import io.millrace.embedded.EmbeddedRedis;
import io.millrace.embedded.Ports;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.junit.jupiter.api.Assumptions;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A broker that takes TLS, SCRAM and what its ACLs allow, and a redis-server that takes
 * TLS and one user. Redis' plain port is there for this test only.
 */
final class GuardedBackends implements AutoCloseable {

	private static final String USER = "millrace";

	private static final String BROKER_PASSWORD = "the broker's own";

	private final EmbeddedKafka kafka;

	private final EmbeddedRedis redis;

	private final int redisTlsPort;

	private final RedisClient redisClient;

	private final StatefulRedisConnection<String, String> redisConnection;

	GuardedBackends(Path directory, Certificates certificates, Documented documented, String kafkaPassword,
			String redisPassword) throws Exception {
		this.redisTlsPort = Ports.free();
		this.redis = redis(directory.resolve("redis"), certificates);
		this.redisClient = RedisClient.create("redis://127.0.0.1:" + this.redis.port());
		this.redisConnection = this.redisClient.connect();
		allow(documented.redisRules(), redisPassword);
		this.kafka = EmbeddedKafka.start(directory.resolve("kafka"), 0, broker(certificates));
		allow(certificates, documented, kafkaPassword);
	}

	private EmbeddedRedis redis(Path directory, Certificates certificates) {
		try {
			return EmbeddedRedis.start(directory, 0, false,
					List.of("tls-port " + this.redisTlsPort, "tls-auth-clients no",
							"tls-cert-file " + certificates.certificate(), "tls-key-file " + certificates.key(),
							"tls-ca-cert-file " + certificates.authority()));
		}
		catch (IllegalStateException ex) {
			String reason = String.valueOf(ex.getMessage());
			Assumptions.assumeFalse(reason.contains("tls-port"), "the redis-server here can't do TLS: " + reason);
			throw ex;
		}
	}

	/** The second rule names commands that came with Redis 7. */
	private void allow(List<List<String>> rules, String password) {
		assertThat(rules).hasSize(2).allSatisfy((rule) -> assertThat(rule).startsWith("ACL", "SETUSER", USER));
		assertThat(rules.getFirst()).contains(">…");
		allow(rules.getFirst().stream().map((word) -> word.replace(">…", ">" + password)).toList());
		if (!this.redisConnection.sync().info("server").contains("redis_version:6.")) {
			allow(rules.getLast());
		}
	}

	private void allow(List<String> rule) {
		CommandArgs<String, String> arguments = new CommandArgs<>(StringCodec.UTF8);
		rule.stream().skip(1).forEach(arguments::add);
		this.redisConnection.sync().dispatch(CommandType.ACL, new StatusOutput<>(StringCodec.UTF8), arguments);
	}

	private static Map<String, String> broker(Certificates certificates) {
		Map<String, String> settings = new HashMap<>(trust(certificates));
		settings.put("listener.security.protocol.map", "CLIENTS:SASL_SSL,CONTROLLER:PLAINTEXT");
		settings.put("ssl.keystore.type", "PEM");
		settings.put("ssl.keystore.location", certificates.both().toString());
		settings.put("sasl.enabled.mechanisms", "PLAIN,SCRAM-SHA-512");
		settings.put("sasl.mechanism.inter.broker.protocol", "PLAIN");
		settings.put("listener.name.clients.plain.sasl.jaas.config",
				brokersLogin() + " user_broker=\"" + BROKER_PASSWORD + "\";");
		settings.put("listener.name.clients.scram-sha-512.sasl.jaas.config",
				"org.apache.kafka.common.security.scram.ScramLoginModule required;");
		settings.put("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
		// The controller's listener asks nobody.
		settings.put("super.users", "User:broker;User:ANONYMOUS");
		return settings;
	}

	private static String brokersLogin() {
		return "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"broker\" password=\""
				+ BROKER_PASSWORD + "\"";
	}

	private static Map<String, String> trust(Certificates certificates) {
		return Map.of("ssl.truststore.type", "PEM", "ssl.truststore.location", certificates.authority().toString());
	}

	private void allow(Certificates certificates, Documented documented, String password) throws Exception {
		Map<String, Object> settings = new HashMap<>(trust(certificates));
		settings.put("bootstrap.servers", this.kafka.bootstrapServers());
		settings.put("security.protocol", "SASL_SSL");
		settings.put("sasl.mechanism", "PLAIN");
		settings.put("sasl.jaas.config", brokersLogin() + ";");
		try (Admin admin = Admin.create(settings)) {
			admin
				.alterUserScramCredentials(List.of(new UserScramCredentialUpsertion(USER,
						new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096), password)))
				.all()
				.get();
			admin.createAcls(documented.kafkaAcls(USER)).all().get();
		}
	}

	/**
	 * The documented properties with these addresses and files for the example's.
	 * @param kafkaAuthority whom a service trusts to vouch for Kafka
	 * @param redisAuthority whom it trusts to vouch for Redis
	 */
	String properties(Documented documented, Path kafkaAuthority, Path redisAuthority) {
		String properties = documented.properties();
		for (Map.Entry<String, String> place : Map
			.of("kafka-1:9093,kafka-2:9093,kafka-3:9093", this.kafka.bootstrapServers(), "host=redis", "host=127.0.0.1",
					"6380", Integer.toString(this.redisTlsPort), "/etc/millrace/kafka-ca.pem",
					kafkaAuthority.toString(), "/etc/millrace/redis-ca.pem", redisAuthority.toString())
			.entrySet()) {
			assertThat(properties).contains(place.getKey());
			properties = properties.replace(place.getKey(), place.getValue());
		}
		return properties;
	}

	/** The commands and keys that Redis has refused. */
	List<String> refusedByRedis() {
		return this.redisConnection.sync()
			.aclLog()
			.stream()
			.map((entry) -> String.valueOf(entry.get("object")))
			.toList();
	}

	@Override
	public void close() {
		this.redisClient.shutdown();
		this.kafka.close();
		this.redis.close();
	}

}
