package io.millrace.deployment;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.VolumeMount;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.ssl.PemSslBundleProperties;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the pods are told by variables, the services understand: a misspelt one would have
 * no effect, and nobody would say so.
 */
class VariablesTests {

	/** Read by the JVM, not by Spring. */
	private static final Set<String> OF_THE_JVM = Set.of("JAVA_TOOL_OPTIONS");

	@ParameterizedTest
	@ValueSource(strings = { "dev", "prod" })
	void everyVariableIsAProperty(String overlay) throws Exception {
		Manifests manifests = Manifests.read(Manifests.render(overlay));
		KnownVariables known = new KnownVariables();
		assertThat(Workload.in(manifests)
			.stream()
			.filter(Workload::isService)
			.flatMap(Workload::containers)
			.flatMap((container) -> names(manifests, container))
			.distinct()
			.filter((name) -> !OF_THE_JVM.contains(name))).allMatch(known::contains);
	}

	private static Stream<String> names(Manifests manifests, Container container) {
		return Stream.concat(Containers.environment(manifests, container).keySet().stream(),
				container.getEnv().stream().map(EnvVar::getName));
	}

	@ParameterizedTest
	@ValueSource(strings = { "dev", "prod" })
	void everyFileThatIsNamedIsMounted(String overlay) throws Exception {
		Manifests manifests = Manifests.read(Manifests.render(overlay));
		for (Workload workload : Workload.in(manifests)) {
			for (Container container : workload.pod().getContainers()) {
				List<String> mounts = container.getVolumeMounts().stream().map(VolumeMount::getMountPath).toList();
				assertThat(Containers.environment(manifests, container)
					.values()
					.stream()
					.map((value) -> value.replaceFirst("^file:", ""))
					.filter((value) -> value.startsWith("/")))
					.allMatch((path) -> mounts.stream().anyMatch((mount) -> (path + "/").startsWith(mount + "/")));
			}
		}
	}

	@Test
	void kafkaIsSpokenToWithTheMountedCertificates() throws Exception {
		Manifests manifests = Manifests.read(Manifests.render("prod"));
		Container container = Workload.named(manifests, "ingest-service").pod().getContainers().getFirst();
		PemSslBundleProperties kafka = Containers.binder(manifests, container)
			.bind("spring.ssl.bundle.pem.kafka", PemSslBundleProperties.class)
			.get();
		assertThat(kafka.getTruststore().getCertificate()).isEqualTo("file:/etc/millrace/kafka-ca/ca.crt");
		assertThat(kafka.getKeystore().getCertificate()).isEqualTo("file:/etc/millrace/kafka-user/user.crt");
		assertThat(kafka.getKeystore().getPrivateKey()).isEqualTo("file:/etc/millrace/kafka-user/user.key");
	}

	@Test
	void misspeltVariablesAreFound() throws Exception {
		KnownVariables known = new KnownVariables();
		assertThat(Stream.of("SPRING_KAFKA_BOOTSTRAPSERVER", "MILLRACE_TOPICS_USEREVENTS_REPLICA",
				"MILLRACE_TOPICS_USER_EVENT_REPLICAS", "SERVER_ADRESS"))
			.noneMatch(known::contains);
		assertThat(Stream.of("SPRING_KAFKA_BOOTSTRAPSERVERS", "SPRING_KAFKA_BOOTSTRAP_SERVERS",
				"MILLRACE_TOPICS_USEREVENTS_REPLICAS", "SPRING_SSL_BUNDLE_PEM_KAFKA_TRUSTSTORE_CERTIFICATE"))
			.allMatch(known::contains);
	}

}
