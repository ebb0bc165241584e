package io.millrace.standalone;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every property is documented where people look: in its metadata and in the README.
 */
class PropertiesTests {

	private final TreeMap<String, String> descriptions = new TreeMap<>();

	PropertiesTests() throws IOException {
		for (URL url : Collections
			.list(getClass().getClassLoader().getResources("META-INF/spring-configuration-metadata.json"))) {
			try (InputStream in = url.openStream()) {
				for (JsonNode property : new JsonMapper().readTree(in).get("properties")) {
					String name = property.get("name").asString();
					if (name.startsWith("millrace.") && !name.startsWith("millrace.test.")) {
						this.descriptions.put(name, property.path("description").asString(""));
					}
				}
			}
		}
	}

	@Test
	void everyPropertySaysWhatItDoes() {
		assertThat(this.descriptions).hasSizeGreaterThan(30);
		assertThat(this.descriptions).allSatisfy((name, description) -> assertThat(description).as(name).isNotBlank());
	}

	@Test
	void everyPropertyStandsInTheReadme() throws IOException {
		String readme = Files.readString(Path.of("..", "README.md"));
		Set<String> missing = new TreeSet<>();
		for (String name : this.descriptions.keySet()) {
			String last = name.substring(name.lastIndexOf('.') + 1);
			boolean ofATopic = name.startsWith("millrace.topics.")
					&& readme.contains("`millrace.topics.*." + last + "`");
			boolean ofAPort = name.startsWith("millrace.standalone.") && last.equals("port");
			if (!readme.contains(name) && !ofATopic && !ofAPort) {
				missing.add(name);
			}
		}
		assertThat(missing).isEmpty();
	}

}
