package io.millrace.deployment;

import java.util.ArrayList;
import java.util.List;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.IngressServiceBackend;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;

/**
 * What points past its target: selectors, ports, Ingress backends, autoscalers,
 * disruption budgets, monitors.
 */
final class TargetChecks {

	private final List<String> problems = new ArrayList<>();

	private final Manifests manifests;

	private final List<Workload> workloads;

	private TargetChecks(Manifests manifests) {
		this.manifests = manifests;
		this.workloads = Workload.in(manifests);
	}

	static List<String> problems(Manifests manifests) {
		TargetChecks checks = new TargetChecks(manifests);
		checks.workloads.forEach((workload) -> checks.expect(workload.isSelectedBy(workload.selector()),
				workload + " does not select its own pods"));
		manifests.of(Service.class).forEach(checks::service);
		manifests.of(Ingress.class)
			.flatMap((ingress) -> ingress.getSpec().getRules().stream())
			.flatMap((rule) -> rule.getHttp().getPaths().stream())
			.forEach((path) -> checks.backend(path.getBackend().getService()));
		manifests.of(PodDisruptionBudget.class).forEach(checks::budget);
		checks.autoscalers();
		manifests.of(OperatorKinds.ServiceMonitor.class).forEach(checks::monitor);
		return checks.problems;
	}

	private void service(Service service) {
		String name = "Service " + service.getMetadata().getName();
		List<Workload> targets = this.workloads.stream()
			.filter((workload) -> workload.isSelectedBy(service.getSpec().getSelector()))
			.toList();
		expect(targets.size() == 1, name + " selects " + targets);
		for (ServicePort port : service.getSpec().getPorts()) {
			Object target = port.getTargetPort().getValue();
			expect(targets.stream().allMatch((workload) -> workload.hasPort(target)),
					name + " forwards to port " + target + ", which its pods haven't");
		}
	}

	private void backend(IngressServiceBackend backend) {
		String port = backend.getPort().getName();
		boolean there = this.manifests.of(Service.class)
			.filter((service) -> service.getMetadata().getName().equals(backend.getName()))
			.flatMap((service) -> service.getSpec().getPorts().stream())
			.anyMatch((offered) -> offered.getName().equals(port));
		expect(there, "The Ingress leads to " + backend.getName() + ":" + port + ", which isn't there");
	}

	private void budget(PodDisruptionBudget budget) {
		LabelSelector selector = budget.getSpec().getSelector();
		long matched = this.workloads.stream().filter((workload) -> workload.isSelectedBy(selector)).count();
		expect(matched == 1, "PodDisruptionBudget " + budget.getMetadata().getName() + " is for " + matched);
	}

	private void autoscalers() {
		List<String> targets = new ArrayList<>();
		this.manifests.of(HorizontalPodAutoscaler.class).forEach((autoscaler) -> {
			expect("Deployment".equals(autoscaler.getSpec().getScaleTargetRef().getKind()), "scales no Deployment");
			expect(autoscaler.getSpec().getMinReplicas() <= autoscaler.getSpec().getMaxReplicas(), "min > max");
			targets.add(autoscaler.getSpec().getScaleTargetRef().getName());
		});
		this.manifests.of(OperatorKinds.ScaledObject.class).forEach((scaled) -> {
			targets.add(scaled.spec().scaleTargetRef().name());
			scaled.spec().triggers().forEach((trigger) -> {
				OperatorKinds.Name authentication = trigger.authenticationRef();
				expect(authentication == null || this.manifests.has("TriggerAuthentication", authentication.name()),
						scaled.metadata().getName() + " authenticates by what isn't there");
			});
		});
		targets.forEach((target) -> expect(this.manifests.has("Deployment", target), "There is no " + target));
		expect(targets.stream().distinct().count() == targets.size(), "Two autoscalers for one of " + targets);
		this.manifests.of(Deployment.class)
			.filter((deployment) -> targets.contains(deployment.getMetadata().getName()))
			.forEach((deployment) -> expect(deployment.getSpec().getReplicas() == null,
					deployment.getMetadata().getName() + " has replicas set, and an autoscaler"));
	}

	private void monitor(OperatorKinds.ServiceMonitor monitor) {
		List<Service> selected = this.manifests.of(Service.class)
			.filter((service) -> service.getMetadata()
				.getLabels()
				.entrySet()
				.containsAll(monitor.spec().selector().getMatchLabels().entrySet()))
			.toList();
		expect(selected.size() == 4, "The monitor watches " + selected.size() + " services");
		monitor.spec()
			.endpoints()
			.forEach((endpoint) -> selected.forEach((service) -> expect(
					service.getSpec().getPorts().stream().anyMatch((port) -> port.getName().equals(endpoint.port())),
					service.getMetadata().getName() + " has no port " + endpoint.port())));
	}

	private void expect(boolean good, String problem) {
		if (!good) {
			this.problems.add(problem);
		}
	}

}
