package io.millrace.inference.model;

import java.util.ArrayList;
import java.util.List;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

/**
 * The built-in model as a test asks it itself: what answers are held against.
 */
public final class Computed {

	private static final Model MODEL = new MiniLmFactory().create(new ModelsProperties(List.of()).models().getFirst(),
			new SimpleMeterRegistry().counter("computations.of.the.test"));

	private Computed() {
	}

	public static Model model() {
		return MODEL;
	}

	/** The vector of a text. */
	public static List<Float> vector(String text) {
		Answer.Vector vector = (Answer.Vector) MODEL.compute(List.of(Task.embedding(text))).getFirst();
		List<Float> values = new ArrayList<>();
		for (float value : vector.values()) {
			values.add(value);
		}
		return values;
	}

}
