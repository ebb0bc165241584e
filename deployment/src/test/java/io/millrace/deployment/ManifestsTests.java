package io.millrace.deployment;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The rendered overlays are what Kubernetes takes, hold together, and let only those
 * speak to each other that must.
 */
class ManifestsTests {

	@ParameterizedTest
	@ValueSource(strings = { "dev", "prod" })
	void overlayIsValidAndHoldsTogether(String overlay) throws Exception {
		Manifests manifests = Manifests.read(Manifests.render(overlay));
		assertThat(Workload.in(manifests).stream().filter(Workload::isService)).hasSize(4);
		assertThat(problems(manifests)).isEmpty();
	}

	static List<String> problems(Manifests manifests) {
		List<String> problems = new ArrayList<>();
		problems.addAll(PodChecks.problems(manifests));
		problems.addAll(ReferenceChecks.problems(manifests));
		problems.addAll(TargetChecks.problems(manifests));
		return problems;
	}

	@ParameterizedTest
	@ValueSource(strings = { "ingest-service", "notification-service", "dashboard-service", "inference-service" })
	void onlyWhatIsNeededMayBeReached(String name) throws Exception {
		Manifests manifests = Manifests.read(Manifests.render("dev"));
		Network network = new Network(manifests);
		Workload service = Workload.named(manifests, name);
		Workload kafka = Workload.named(manifests, "kafka");
		Workload redis = Workload.named(manifests, "redis");
		assertThat(network.allows(service, kafka, "kafka")).isTrue();
		assertThat(network.allows(service, redis, "redis")).isTrue();
		assertThat(network.allows(kafka, kafka, "kafka")).isTrue();
		assertThat(network.allowsFromNamespace("ingress-nginx", service, "http")).isTrue();
		assertThat(network.allowsFromNamespace("monitoring", service, "management")).isTrue();

		assertThat(network.allowsFromNamespace("ingress-nginx", service, "management")).isFalse();
		assertThat(network.allowsFromNamespace("monitoring", service, "http")).isFalse();
		assertThat(network.allowsFromNamespace("default", service, "http")).isFalse();
		assertThat(network.allowsFromNamespace("default", kafka, "kafka")).isFalse();
		assertThat(network.allows(redis, kafka, "kafka")).isFalse();
		assertThat(network.allows(kafka, redis, "redis")).isFalse();
		assertThat(Stream.of("http", "management")).noneMatch((port) -> network.allows(service, service, port)
				|| network.allows(kafka, service, port) || network.allows(redis, service, port));
	}

}
