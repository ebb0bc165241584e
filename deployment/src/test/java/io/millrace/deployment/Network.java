package io.millrace.deployment;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Stream;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import org.jspecify.annotations.Nullable;

/**
 * Who may speak to whom, as the NetworkPolicies of one namespace say.
 */
final class Network {

	private final List<NetworkPolicy> policies;

	Network(Manifests manifests) {
		this.policies = manifests.of(NetworkPolicy.class).toList();
	}

	/** Between pods of the namespace: the one may leave, and the other let in. */
	boolean allows(Workload from, Workload to, String port) {
		return leaves(from, to, port) && isLetIn(to, port,
				(peer) -> peer.getNamespaceSelector() == null && selects(peer.getPodSelector(), from));
	}

	/** From any pod of another namespace. */
	boolean allowsFromNamespace(String namespace, Workload to, String port) {
		return isLetIn(to, port, (peer) -> {
			@Nullable LabelSelector selector = peer.getNamespaceSelector();
			return selector != null && peer.getPodSelector() == null
					&& selector.getMatchLabels().equals(Map.of("kubernetes.io/metadata.name", namespace));
		});
	}

	private boolean leaves(Workload from, Workload to, String port) {
		return of(from, "Egress").flatMap((policy) -> policy.getSpec().getEgress().stream())
			.anyMatch((rule) -> hasPort(rule.getPorts(), to, port) && (rule.getTo().isEmpty() || rule.getTo()
				.stream()
				.anyMatch((peer) -> peer.getNamespaceSelector() == null && selects(peer.getPodSelector(), to))));
	}

	private boolean isLetIn(Workload to, String port, Predicate<NetworkPolicyPeer> from) {
		return of(to, "Ingress").flatMap((policy) -> policy.getSpec().getIngress().stream())
			.anyMatch((rule) -> hasPort(rule.getPorts(), to, port)
					&& (rule.getFrom().isEmpty() || rule.getFrom().stream().anyMatch(from)));
	}

	/** Pods that no policy isolates are open; here the default must isolate all. */
	private Stream<NetworkPolicy> of(Workload workload, String direction) {
		List<NetworkPolicy> applied = this.policies.stream()
			.filter((policy) -> policy.getSpec().getPolicyTypes().contains(direction))
			.filter((policy) -> selects(policy.getSpec().getPodSelector(), workload))
			.toList();
		if (applied.isEmpty()) {
			throw new IllegalStateException("Nothing isolates " + workload);
		}
		return applied.stream();
	}

	private static boolean selects(@Nullable LabelSelector selector, Workload workload) {
		return selector != null && workload.isSelectedBy(selector);
	}

	private static boolean hasPort(List<NetworkPolicyPort> ports, Workload to, String port) {
		int number = to.ports()
			.filter((open) -> open.getName().equals(port))
			.map((open) -> open.getContainerPort())
			.findFirst()
			.orElseThrow();
		return ports.isEmpty() || ports.stream()
			.map((allowed) -> allowed.getPort().getValue())
			.anyMatch((allowed) -> Objects.equals(allowed, port) || Objects.equals(allowed, number));
	}

}
