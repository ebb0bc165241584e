package io.millrace.deployment;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

import io.fabric8.kubernetes.api.model.Capabilities;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.SecurityContext;
import org.jspecify.annotations.Nullable;

/**
 * What is wrong with pods by themselves: their rights, images, resources, probes and
 * mounts.
 */
final class PodChecks {

	private final List<String> problems = new ArrayList<>();

	private final Workload workload;

	private PodChecks(Workload workload) {
		this.workload = workload;
	}

	static List<String> problems(Manifests manifests) {
		return Workload.in(manifests).stream().flatMap((workload) -> new PodChecks(workload).find().stream()).toList();
	}

	private List<String> find() {
		rights();
		expect(Boolean.FALSE.equals(this.workload.pod().getAutomountServiceAccountToken()), "mounts a token");
		expect(Boolean.FALSE.equals(this.workload.pod().getEnableServiceLinks()), "is told of services by variables");
		Set<Object> ports = new HashSet<>();
		this.workload.ports()
			.forEach((port) -> expect(ports.add(port.getName()) && ports.add(port.getContainerPort()),
					"has a port twice: " + port.getName()));
		this.workload.containers().forEach((container) -> {
			rights(container);
			image(container.getImage());
			resources(container);
			mounts(container);
			probes(container);
		});
		return this.problems;
	}

	private void rights() {
		PodSecurityContext context = this.workload.pod().getSecurityContext();
		expect(context != null && Boolean.TRUE.equals(context.getRunAsNonRoot()), "may run as root");
		expect(context != null && context.getRunAsUser() != null && context.getRunAsUser() > 0, "has no user");
		expect(context != null && context.getSeccompProfile() != null
				&& "RuntimeDefault".equals(context.getSeccompProfile().getType()), "has no seccomp profile");
		expect(!this.workload.isService() || (context != null && Objects.equals(context.getRunAsUser(), 10001L)
				&& Objects.equals(context.getRunAsGroup(), 10001L)), "does not run as its image's user");
	}

	private void rights(Container container) {
		SecurityContext context = container.getSecurityContext();
		expect(context != null && Boolean.FALSE.equals(context.getAllowPrivilegeEscalation()), "may gain rights");
		expect(context != null && Boolean.TRUE.equals(context.getReadOnlyRootFilesystem()), "may write its root");
		Capabilities capabilities = (context != null) ? context.getCapabilities() : null;
		expect(capabilities != null && capabilities.getDrop().equals(List.of("ALL")) && capabilities.getAdd().isEmpty(),
				"keeps capabilities");
	}

	private void image(String image) {
		String name = image.substring(image.lastIndexOf('/') + 1);
		expect(name.contains("@sha256:") || (name.contains(":") && !name.endsWith(":latest")),
				"takes whatever " + image + " is today");
	}

	private void resources(Container container) {
		Map<String, Quantity> limits = container.getResources().getLimits();
		Map<String, Quantity> requests = container.getResources().getRequests();
		for (String resource : List.of("cpu", "memory")) {
			expect(requests.containsKey(resource), "requests no " + resource);
			expect(limits.containsKey(resource), "has no limit of " + resource);
		}
		requests.forEach((resource, quantity) -> expect(
				!limits.containsKey(resource) || amount(quantity).compareTo(amount(limits.get(resource))) <= 0,
				"requests more " + resource + " than its limit"));
	}

	private static BigDecimal amount(Quantity quantity) {
		return quantity.getNumericalAmount();
	}

	private void mounts(Container container) {
		Set<String> volumes = new HashSet<>(this.workload.claims());
		this.workload.pod().getVolumes().forEach((volume) -> volumes.add(volume.getName()));
		Set<String> paths = new HashSet<>();
		container.getVolumeMounts().forEach((mount) -> {
			expect(volumes.contains(mount.getName()), "mounts " + mount.getName() + ", which is no volume");
			expect(paths.add(mount.getMountPath()), "mounts two volumes at " + mount.getMountPath());
		});
		expect(paths.contains("/tmp"), "has nowhere to write");
	}

	private void probes(Container container) {
		List<Probe> probes = Stream
			.of(container.getStartupProbe(), container.getLivenessProbe(), container.getReadinessProbe())
			.filter(Objects::nonNull)
			.toList();
		expect(probes.size() == 3, "lacks a probe");
		for (Probe probe : probes) {
			Object port = port(probe);
			expect(port == null || container.getPorts().stream().anyMatch((open) -> isAt(open, port)),
					"is probed at port " + port + ", which it hasn't");
		}
	}

	private static @Nullable Object port(Probe probe) {
		if (probe.getHttpGet() != null) {
			return probe.getHttpGet().getPort().getValue();
		}
		return (probe.getTcpSocket() != null) ? probe.getTcpSocket().getPort().getValue() : null;
	}

	private static boolean isAt(ContainerPort open, Object port) {
		return port.equals(open.getName()) || port.equals(open.getContainerPort());
	}

	private void expect(boolean good, String problem) {
		if (!good) {
			this.problems.add(this.workload + " " + problem);
		}
	}

}
