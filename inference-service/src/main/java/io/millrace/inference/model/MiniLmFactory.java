package io.millrace.inference.model;

import io.micrometer.core.instrument.Counter;

/**
 * Makes the model that is built in.
 */
final class MiniLmFactory implements ModelFactory {

	static final String TYPE = "minilm";

	@Override
	public String type() {
		return TYPE;
	}

	@Override
	public Model create(ModelsProperties.Definition definition, Counter computations) {
		return new MiniLm(definition.name(), computations);
	}

}
