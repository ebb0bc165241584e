package io.millrace.deployment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVarSource;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;

/**
 * What pods refer to and isn't there: ConfigMaps, Secrets (which must be explained in
 * {@code k8s/README.md}, as none is in the manifests), accounts, Services.
 */
final class ReferenceChecks {

	private final List<String> problems = new ArrayList<>();

	private final Manifests manifests;

	private ReferenceChecks(Manifests manifests) {
		this.manifests = manifests;
	}

	static List<String> problems(Manifests manifests) {
		ReferenceChecks checks = new ReferenceChecks(manifests);
		for (Workload workload : Workload.in(manifests)) {
			checks.workload(workload);
		}
		manifests.of(StatefulSet.class)
			.map((set) -> set.getSpec().getServiceName())
			.forEach((name) -> checks.expect("Service", name));
		manifests.of(Secret.class)
			.forEach((secret) -> checks.problems.add("A secret in plain: " + secret.getMetadata().getName()));
		manifests.of(OperatorKinds.TriggerAuthentication.class)
			.flatMap((authentication) -> authentication.spec().secretTargetRef().stream())
			.forEach((parameter) -> checks.secret(parameter.name()));
		return checks.problems;
	}

	private void workload(Workload workload) {
		expect("ServiceAccount", workload.pod().getServiceAccountName());
		workload.containers().forEach(this::environment);
		workload.pod().getVolumes().forEach(this::volume);
	}

	private void environment(Container container) {
		container.getEnvFrom().forEach((source) -> {
			if (source.getConfigMapRef() != null) {
				expect("ConfigMap", source.getConfigMapRef().getName());
			}
			if (source.getSecretRef() != null) {
				secret(source.getSecretRef().getName());
			}
		});
		container.getEnv().forEach((variable) -> {
			if (variable.getValueFrom() != null) {
				value(variable.getValueFrom());
			}
		});
	}

	private void value(EnvVarSource source) {
		if (source.getConfigMapKeyRef() != null) {
			keys(source.getConfigMapKeyRef().getName(), Set.of(source.getConfigMapKeyRef().getKey()));
		}
		if (source.getSecretKeyRef() != null) {
			secret(source.getSecretKeyRef().getName());
		}
	}

	private void volume(Volume volume) {
		if (volume.getSecret() != null) {
			secret(volume.getSecret().getSecretName());
		}
		if (volume.getConfigMap() != null) {
			List<String> keys = volume.getConfigMap().getItems().stream().map((item) -> item.getKey()).toList();
			keys(volume.getConfigMap().getName(), Set.copyOf(keys));
		}
	}

	private void keys(String configMap, Set<String> keys) {
		if (expect("ConfigMap", configMap)) {
			Map<String, String> data = this.manifests.one(ConfigMap.class, configMap).getData();
			if (!data.keySet().containsAll(keys)) {
				this.problems.add("ConfigMap " + configMap + " lacks one of " + keys);
			}
		}
	}

	private void secret(String name) {
		try {
			if (!Files.readString(Manifests.DIRECTORY.resolve("README.md")).contains("`" + name + "`")) {
				this.problems.add("k8s/README.md doesn't say how to make the Secret " + name);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private boolean expect(String kind, String name) {
		boolean there = this.manifests.has(kind, name);
		if (!there) {
			this.problems.add("There is no " + kind + " " + name);
		}
		return there;
	}

}
