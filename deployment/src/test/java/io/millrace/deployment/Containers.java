package io.millrace.deployment;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * What a container's process gets to see.
 */
final class Containers {

	private Containers() {
	}

	/**
	 * The environment: ConfigMaps first, single variables over them, as the kubelet does.
	 * Values from Secrets are left out.
	 */
	static Map<String, String> environment(Manifests manifests, Container container) {
		Map<String, String> environment = new LinkedHashMap<>();
		container.getEnvFrom()
			.stream()
			.filter((source) -> source.getConfigMapRef() != null)
			.forEach((source) -> environment
				.putAll(manifests.one(ConfigMap.class, source.getConfigMapRef().getName()).getData()));
		container.getEnv()
			.stream()
			.filter((variable) -> variable.getValueFrom() == null)
			.forEach((variable) -> environment.put(variable.getName(), variable.getValue()));
		return environment;
	}

	/** Reads properties from the environment as Spring Boot does. */
	static Binder binder(Manifests manifests, Container container) {
		Map<String, Object> environment = Map.copyOf(environment(manifests, container));
		return new Binder(Objects.requireNonNull(ConfigurationPropertySource
			.from(new SystemEnvironmentPropertySource("systemEnvironment", environment))));
	}

	/** The number behind a port's name. */
	static int port(Container container, Object nameOrNumber) {
		return container.getPorts()
			.stream()
			.filter((port) -> nameOrNumber.equals(port.getName()) || nameOrNumber.equals(port.getContainerPort()))
			.findFirst()
			.orElseThrow()
			.getContainerPort();
	}

}
