package io.millrace.standalone.openapi;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;

import org.springframework.core.io.ClassPathResource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a service serves alone is whole.
 */
class OpenApiPartsTests {

	private static final String PREFIX = "#/components/";

	private static Map<String, Object> part(String name) throws IOException {
		try (InputStream in = new ClassPathResource("openapi/" + name + ".yaml").getInputStream()) {
			LoaderOptions options = new LoaderOptions();
			options.setMaxAliasesForCollections(Integer.MAX_VALUE);
			return new Yaml(options).load(in);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "ingest", "notification", "dashboard", "inference" })
	void refersToNoOtherService(String service) throws IOException {
		Set<String> there = new TreeSet<>();
		components(part("common"), there);
		components(part(service), there);
		Set<String> references = new TreeSet<>();
		references(part(service), references);
		assertThat(references).hasSizeGreaterThan(5).isSubsetOf(there);
	}

	private static void components(Map<String, Object> part, Set<String> into) {
		((Map<?, ?>) Objects.requireNonNull(part.get("components"))).forEach(
				(kind, named) -> ((Map<?, ?>) named).keySet().forEach((name) -> into.add(PREFIX + kind + "/" + name)));
	}

	private static void references(Object node, Set<String> into) {
		if (node instanceof Map<?, ?> map) {
			if (map.get("$ref") instanceof String reference) {
				into.add(reference);
			}
			map.values().forEach((value) -> references(value, into));
		}
		else if (node instanceof Iterable<?> list) {
			list.forEach((value) -> references(value, into));
		}
	}

}
