package io.millrace.deployment;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;

/**
 * What makes pods.
 *
 * @param kind Deployment or StatefulSet
 * @param name its name
 * @param selector which pods it takes for its own
 * @param labels its pods' labels
 * @param pod its pods
 * @param claims names of its volume claims
 */
record Workload(String kind, String name, LabelSelector selector, Map<String, String> labels, PodSpec pod,
		List<String> claims) {

	private static Workload of(Deployment deployment) {
		PodTemplateSpec template = deployment.getSpec().getTemplate();
		return new Workload("Deployment", deployment.getMetadata().getName(), deployment.getSpec().getSelector(),
				template.getMetadata().getLabels(), template.getSpec(), List.of());
	}

	private static Workload of(StatefulSet set) {
		PodTemplateSpec template = set.getSpec().getTemplate();
		return new Workload("StatefulSet", set.getMetadata().getName(), set.getSpec().getSelector(),
				template.getMetadata().getLabels(), template.getSpec(),
				set.getSpec()
					.getVolumeClaimTemplates()
					.stream()
					.map((claim) -> claim.getMetadata().getName())
					.toList());
	}

	static List<Workload> in(Manifests manifests) {
		List<Workload> all = new ArrayList<>();
		manifests.of(Deployment.class).map(Workload::of).forEach(all::add);
		manifests.of(StatefulSet.class).map(Workload::of).forEach(all::add);
		return all;
	}

	static Workload named(Manifests manifests, String name) {
		return in(manifests).stream().filter((workload) -> workload.name.equals(name)).findFirst().orElseThrow();
	}

	boolean isService() {
		return "service".equals(this.labels.get("app.kubernetes.io/component"));
	}

	boolean isSelectedBy(LabelSelector wanted) {
		return wanted.getMatchExpressions().isEmpty() && isSelectedBy(wanted.getMatchLabels());
	}

	boolean isSelectedBy(Map<String, String> wanted) {
		return this.labels.entrySet().containsAll(wanted.entrySet());
	}

	Stream<Container> containers() {
		return Stream.concat(this.pod.getContainers().stream(), this.pod.getInitContainers().stream());
	}

	Stream<ContainerPort> ports() {
		return containers().flatMap((container) -> container.getPorts().stream());
	}

	/** Whether a container listens on it, by its name or number. */
	boolean hasPort(Object nameOrNumber) {
		return ports()
			.anyMatch((port) -> nameOrNumber.equals(port.getName()) || nameOrNumber.equals(port.getContainerPort()));
	}

	@Override
	public String toString() {
		return this.kind + " " + this.name;
	}

}
