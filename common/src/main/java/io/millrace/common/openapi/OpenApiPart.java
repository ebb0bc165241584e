package io.millrace.common.openapi;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;

import org.springframework.core.io.Resource;

/**
 * A part of the description, as one file has it. Parts are in order by their files'
 * names.
 *
 * @param name of the file
 * @param content what stands there
 */
record OpenApiPart(String name, Map<String, Object> content) implements Comparable<OpenApiPart> {

	/**
	 * Reads a file.
	 * @throws IllegalStateException if it can't be read, or isn't YAML
	 */
	static OpenApiPart read(Resource file) {
		String name = Objects.requireNonNull(file.getFilename());
		try (InputStream in = file.getInputStream()) {
			Object content = yaml().load(in);
			return new OpenApiPart(name, object(content, name));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (RuntimeException ex) {
			throw new IllegalStateException(file.getDescription() + " is no part of the API's description", ex);
		}
	}

	private static Yaml yaml() {
		LoaderOptions options = new LoaderOptions();
		options.setAllowDuplicateKeys(false);
		options.setMaxAliasesForCollections(Integer.MAX_VALUE);
		DumperOptions dumping = new DumperOptions();
		return new Yaml(new SafeConstructor(options), new Representer(dumping), dumping, options, new JsonTypes());
	}

	/** Has times stay the text that they are in JSON. */
	private static final class JsonTypes extends Resolver {

		@Override
		public void addImplicitResolver(Tag tag, Pattern pattern, String first, int limit) {
			if (!Tag.TIMESTAMP.equals(tag)) {
				super.addImplicitResolver(tag, pattern, first, limit);
			}
		}

	}

	/**
	 * A copy of something that must be an object.
	 * @throws IllegalStateException if it isn't
	 */
	static Map<String, Object> object(@Nullable Object value, String where) {
		if (!(value instanceof Map<?, ?> map)) {
			throw new IllegalStateException(where + " must be an object");
		}
		Map<String, Object> object = new LinkedHashMap<>();
		map.forEach((key, each) -> object.put(String.valueOf(key), each));
		return object;
	}

	@Override
	public int compareTo(OpenApiPart other) {
		return this.name.compareTo(other.name);
	}

}
