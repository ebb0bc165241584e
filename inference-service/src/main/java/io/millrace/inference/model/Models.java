package io.millrace.inference.model;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * All models of this node, by name. Thread-safe.
 */
public final class Models implements AutoCloseable {

	private final Map<String, Model> byName = new LinkedHashMap<>();

	Models(ModelsProperties properties, List<ModelFactory> factories, MeterRegistry meters) {
		properties.models()
			.forEach((definition) -> this.byName.put(definition.name(),
					factory(definition, factories).create(definition, computations(meters, definition.name()))));
	}

	private static ModelFactory factory(ModelsProperties.Definition definition, List<ModelFactory> factories) {
		return factories.stream()
			.filter((candidate) -> candidate.type().equals(definition.type()))
			.findFirst()
			.orElseThrow(() -> new IllegalArgumentException(
					"millrace.inference.models: there is no type " + definition.type() + ", as " + definition.name()
							+ " has, but " + new TreeSet<>(factories.stream().map(ModelFactory::type).toList())));
	}

	private static Counter computations(MeterRegistry meters, String name) {
		return Counter.builder("millrace.inference.computations")
			.description("Tasks that a model of this process has computed, counted where it does")
			.baseUnit("tasks")
			.tag("model", name)
			.register(meters);
	}

	public Optional<Model> find(String name) {
		return Optional.ofNullable(this.byName.get(name));
	}

	/** In the order of the configuration. */
	public Collection<Model> all() {
		return this.byName.values();
	}

	@Override
	public void close() {
		this.byName.values().forEach(Model::close);
	}

}
