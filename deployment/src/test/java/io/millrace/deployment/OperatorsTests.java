package io.millrace.deployment;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.strimzi.api.kafka.model.kafka.Kafka;
import io.strimzi.api.kafka.model.nodepool.KafkaNodePool;
import io.strimzi.api.kafka.model.nodepool.ProcessRoles;
import io.strimzi.api.kafka.model.topic.KafkaTopic;
import io.strimzi.api.kafka.model.user.KafkaUser;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the operators make of {@code overlays/prod} is what the rest of it relies on:
 * names that they derive stand nowhere else.
 */
class OperatorsTests {

	private Manifests manifests = new Manifests(Map.of());

	@BeforeEach
	void render() throws Exception {
		this.manifests = Manifests.read(Manifests.render("prod"));
	}

	private Kafka kafka() {
		return this.manifests.one(Kafka.class, "millrace");
	}

	/** As Strimzi names the Service by which clients find the brokers. */
	private String bootstrapServers() {
		int port = kafka().getSpec().getKafka().getListeners().getFirst().getPort();
		return kafka().getMetadata().getName() + "-kafka-bootstrap:" + port;
	}

	@Test
	void everythingOfKafkaBelongsToTheOneCluster() {
		String name = kafka().getMetadata().getName();
		assertThat(this.manifests.of(HasMetadata.class)
			.filter((resource) -> resource.getApiVersion().startsWith("kafka.strimzi.io/"))
			.filter((resource) -> !(resource instanceof Kafka))).hasSize(9)
			.allSatisfy((resource) -> assertThat(resource.getMetadata().getLabels()).containsEntry("strimzi.io/cluster",
					name));
	}

	@Test
	void copiesLieInThreeZones() {
		assertThat(kafka().getSpec().getKafka().getRack()).isNotNull();
		assertThat(this.manifests.of(KafkaNodePool.class)
			.filter((pool) -> pool.getSpec().getRoles().contains(ProcessRoles.BROKER))).singleElement()
			.satisfies((pool) -> assertThat(pool.getSpec().getReplicas()).isEqualTo(3));
		assertThat(kafka().getSpec().getKafka().getConfig())
			.containsAllEntriesOf(Map.of("min.insync.replicas", 2, "default.replication.factor", 3));
	}

	@Test
	void servicesAndScalerGoWhereKafkaIs() {
		for (Workload workload : Workload.in(this.manifests)) {
			Container container = workload.pod().getContainers().getFirst();
			assertThat(Containers.environment(this.manifests, container)).containsEntry("SPRING_KAFKA_BOOTSTRAPSERVERS",
					bootstrapServers());
		}
		Set<String> topics = this.manifests.of(KafkaTopic.class)
			.map((topic) -> topic.getMetadata().getName())
			.collect(Collectors.toSet());
		assertThat(triggers()).hasSize(4).allSatisfy((trigger) -> {
			assertThat(trigger.metadata()).containsEntry("bootstrapServers", bootstrapServers());
			assertThat(topics).contains(Objects.requireNonNull(trigger.metadata().get("topic")));
		});
		assertThat(triggers()).extracting((trigger) -> trigger.metadata().get("consumerGroup"))
			.containsExactlyInAnyOrder("notification", "inbox", "dashboard", "inference");
	}

	private List<OperatorKinds.Trigger> triggers() {
		return this.manifests.of(OperatorKinds.ScaledObject.class)
			.flatMap((scaled) -> scaled.spec().triggers().stream())
			.toList();
	}

	@Test
	void certificatesComeFromTheSecretsThatStrimziMakes() {
		Set<String> made = Set.of(kafka().getMetadata().getName() + "-cluster-ca-cert",
				this.manifests.of(KafkaUser.class).findFirst().orElseThrow().getMetadata().getName());
		assertThat(this.manifests.of(OperatorKinds.TriggerAuthentication.class)
			.flatMap((authentication) -> authentication.spec().secretTargetRef().stream())
			.map(OperatorKinds.SecretParameter::name)
			.collect(Collectors.toSet())).isEqualTo(made);
		assertThat(Workload.in(this.manifests)).allSatisfy((workload) -> assertThat(workload.pod()
			.getVolumes()
			.stream()
			.filter((volume) -> volume.getName().startsWith("kafka-"))
			.map((volume) -> volume.getSecret().getSecretName())
			.collect(Collectors.toSet())).isEqualTo(made));
	}

	@Test
	void everyListenerIsAuthenticatedAndEncrypted() {
		assertThat(kafka().getSpec().getKafka().getListeners())
			.allMatch((listener) -> listener.isTls() && listener.getAuth() != null);
	}

}
