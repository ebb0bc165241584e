package io.millrace.deployment;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.RecordComponent;
import java.net.URL;
import java.util.Collections;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.util.ClassUtils;

/**
 * The environment variables that set a property of one of the services, from the metadata
 * of the properties on the class path.
 */
final class KnownVariables {

	private final Set<String> names = new HashSet<>();

	private final Set<String> prefixes = new HashSet<>();

	KnownVariables() throws IOException {
		// Read before there are beans, and so without metadata.
		add("spring.config.additional-location");
		for (URL url : Collections
			.list(KnownVariables.class.getClassLoader().getResources("META-INF/spring-configuration-metadata.json"))) {
			try (InputStream in = url.openStream()) {
				new JsonMapper().readTree(in).get("properties").forEach(this::add);
			}
		}
	}

	private void add(JsonNode property) {
		String name = property.get("name").asString();
		String type = property.path("type").asString("");
		add(name);
		if (type.startsWith("java.util.Map")) {
			this.prefixes.add(variable(name) + "_");
		}
		else if (type.startsWith("io.millrace.")) {
			Class<?> record = ClassUtils.resolveClassName(type, null);
			for (RecordComponent component : (record.isRecord()) ? record.getRecordComponents()
					: new RecordComponent[0]) {
				add(name + "." + component.getName());
			}
		}
	}

	private void add(String property) {
		this.names.add(variable(property));
		// Spring Boot also takes the form that it once documented.
		this.names.add(variable(property.replace('-', '.')));
	}

	private static String variable(String property) {
		return property.toUpperCase(Locale.ROOT).replace("-", "").replace('.', '_');
	}

	boolean contains(String name) {
		return this.names.contains(name) || this.prefixes.stream().anyMatch(name::startsWith);
	}

}
