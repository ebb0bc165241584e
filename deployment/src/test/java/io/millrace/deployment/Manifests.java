package io.millrace.deployment;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.MappingIterator;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * A rendered overlay, each resource in its type.
 *
 * @param resources typed resources by kind and name
 */
record Manifests(Map<String, Object> resources) {

	static final Path DIRECTORY = Path.of("..", "k8s");

	private static final StrictModel MODEL = new StrictModel();

	private static final Map<String, String> RENDERED = new HashMap<>();

	/** Renders an overlay, once, or skips the test where nothing can. */
	static synchronized String render(String overlay) throws IOException, InterruptedException {
		String rendered = RENDERED.get(overlay);
		if (rendered == null) {
			rendered = Kubectl.kustomize(DIRECTORY.resolve("overlays").resolve(overlay));
			RENDERED.put(overlay, rendered);
		}
		return rendered;
	}

	/**
	 * Reads what was rendered.
	 * @throws IllegalArgumentException if a resource isn't what its API takes
	 */
	static Manifests read(String rendered) {
		Map<String, Object> resources = new LinkedHashMap<>();
		for (Map<String, Object> resource : documents(rendered)) {
			String name = resource.get("kind") + " " + metadata(resource).get("name");
			try {
				resources.put(name, MODEL.read(resource));
			}
			catch (RuntimeException ex) {
				throw new IllegalArgumentException(name + ": " + ex.getMessage(), ex);
			}
		}
		return new Manifests(resources);
	}

	private static Map<?, ?> metadata(Map<String, Object> resource) {
		return (resource.get("metadata") instanceof Map<?, ?> metadata) ? metadata : Map.of();
	}

	private static List<Map<String, Object>> documents(String rendered) {
		try (MappingIterator<Map<String, Object>> documents = new YAMLMapper()
			.readerFor(new TypeReference<Map<String, Object>>() {
			})
			.readValues(rendered)) {
			List<Map<String, Object>> all = new ArrayList<>();
			documents.forEachRemaining(all::add);
			return all;
		}
	}

	<T> Stream<T> of(Class<T> type) {
		return this.resources.values().stream().filter(type::isInstance).map(type::cast);
	}

	<T> T one(Class<T> type, String name) {
		Object resource = this.resources.get(type.getSimpleName() + " " + name);
		if (resource == null) {
			throw new IllegalArgumentException("There is no " + type.getSimpleName() + " " + name);
		}
		return type.cast(resource);
	}

	boolean has(String kind, String name) {
		return this.resources.containsKey(kind + " " + name);
	}

}
