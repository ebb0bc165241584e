package io.millrace.inference.model;

import io.micrometer.core.instrument.Counter;

/**
 * Makes models of one type. A bean of this type and an entry in
 * {@code millrace.inference.models} are all that another kind of model takes.
 */
public interface ModelFactory {

	/** What {@code millrace.inference.models[*].type} names it by. */
	String type();

	/**
	 * Makes a model, or fails the start.
	 * @param computations to be counted up where the model itself computes, once for each
	 * task
	 * @throws IllegalArgumentException if the definition lacks something, with a message
	 * that names the property
	 */
	Model create(ModelsProperties.Definition definition, Counter computations);

}
