package io.millrace.notification.rule;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Lets templates see JSON and nothing but JSON: the library's own way in is reflection.
 */
final class JsonCollector implements Mustache.Collector {

	@Override
	public @Nullable Iterator<?> toIterator(@Nullable Object value) {
		if (value instanceof List<?> none) {
			// The library puts an empty list in the place of what isn't there.
			return none.iterator();
		}
		return (value instanceof JsonNode node && node.isArray())
				? node.values().stream().map(JsonCollector::plain).iterator() : null;
	}

	@Override
	public Mustache.@Nullable VariableFetcher createFetcher(Object context, String name) {
		return (context instanceof ObjectNode) ? JsonCollector::fetch : null;
	}

	private static @Nullable Object fetch(Object context, String name) {
		JsonNode value = ((JsonNode) context).get(name);
		return (value != null) ? plain(value) : Template.NO_FETCHER_FOUND;
	}

	/** Sections look at Java's own booleans and strings, not at JSON's. */
	private static @Nullable Object plain(JsonNode node) {
		return switch (node.getNodeType()) {
			case NULL, MISSING -> null;
			case BOOLEAN -> node.booleanValue();
			case STRING -> node.stringValue();
			default -> node;
		};
	}

	@Override
	public <K, V> Map<K, V> createFetcherCache() {
		return new ConcurrentHashMap<>();
	}

}
