package io.millrace.inference.request;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.millrace.inference.model.Model;
import io.millrace.inference.request.Reply.Source;
import io.millrace.sink.status.LedgerSource;

/**
 * What became of what this node was asked, by model: <pre>
 * asked = hits + misses + collapsed + failures + in flight
 * </pre> Each input of a request counts for itself. What was computed for one request
 * alone is among the misses. Thread-safe.
 */
public final class InferenceMetrics implements LedgerSource {

	private final Map<String, Counts> byModel = new LinkedHashMap<>();

	InferenceMetrics(Collection<Model> models, MeterRegistry registry) {
		models.forEach((model) -> this.byModel.put(model.name(), register(model.name(), registry)));
	}

	private static final class Counts {

		private final LongAdder hits = new LongAdder();

		private final LongAdder misses = new LongAdder();

		private final LongAdder collapsed = new LongAdder();

		private final LongAdder failures = new LongAdder();

		private final LongAdder savedByHitsMicros = new LongAdder();

		private final LongAdder savedByCollapsedMicros = new LongAdder();

	}

	/**
	 * What was counted since the start of the process.
	 */
	public record Tally(long hits, long misses, long collapsed, Duration savedByHits, Duration savedByCollapsed) {
	}

	private static Counts register(String model, MeterRegistry registry) {
		Counts counts = new Counts();
		counter(registry, model, "hits", "Inputs whose results were there", counts.hits);
		counter(registry, model, "misses", "Inputs that were computed for the request that asked", counts.misses);
		counter(registry, model, "collapsed", "Inputs that were being computed for another request", counts.collapsed);
		counter(registry, model, "failures", "Inputs that got no result", counts.failures);
		FunctionCounter
			.builder("millrace.inference.saved", counts,
					(each) -> (each.savedByHitsMicros.sum() + each.savedByCollapsedMicros.sum()) / 1_000_000.0)
			.description("Time that was not spent computing because the results were there or on their way")
			.baseUnit("seconds")
			.tags(Tags.of("model", model))
			.register(registry);
		return counts;
	}

	private static void counter(MeterRegistry registry, String model, String name, String description,
			LongAdder adder) {
		FunctionCounter.builder("millrace.inference." + name, adder, LongAdder::sum)
			.description(description)
			.baseUnit("inputs")
			.tags(Tags.of("model", model))
			.register(registry);
	}

	private Counts counts(Model model) {
		Counts counts = this.byModel.get(model.name());
		if (counts == null) {
			throw new IllegalArgumentException("There is no model " + model.name());
		}
		return counts;
	}

	void answered(Model model, Reply reply) {
		Counts counts = counts(model);
		long micros = reply.result().computeTime().toNanos() / 1_000;
		if (reply.source() == Source.HIT) {
			counts.hits.increment();
			counts.savedByHitsMicros.add(micros);
		}
		else if (reply.source() == Source.COLLAPSED) {
			counts.collapsed.increment();
			counts.savedByCollapsedMicros.add(micros);
		}
		else {
			counts.misses.increment();
		}
	}

	/** It is to be fetched later: nothing is known of what it saves. */
	void accepted(Model model, boolean collapsed) {
		Counts counts = counts(model);
		(collapsed ? counts.collapsed : counts.misses).increment();
	}

	void failed(Model model, int inputs) {
		counts(model).failures.add(inputs);
	}

	/** By the model's name. */
	public Map<String, Tally> tallies() {
		Map<String, Tally> tallies = new TreeMap<>();
		this.byModel.forEach((model, counts) -> tallies.put(model,
				new Tally(counts.hits.sum(), counts.misses.sum(), counts.collapsed.sum(),
						Duration.ofNanos(1_000 * counts.savedByHitsMicros.sum()),
						Duration.ofNanos(1_000 * counts.savedByCollapsedMicros.sum()))));
		return tallies;
	}

	@Override
	public Map<String, Long> ledger() {
		Map<String, Long> ledger = new TreeMap<>();
		this.byModel.values().forEach((counts) -> {
			ledger.merge("inferenceHits", counts.hits.sum(), Long::sum);
			ledger.merge("inferenceMisses", counts.misses.sum(), Long::sum);
			ledger.merge("inferenceCollapsed", counts.collapsed.sum(), Long::sum);
			ledger.merge("inferenceFailures", counts.failures.sum(), Long::sum);
		});
		return ledger;
	}

}
