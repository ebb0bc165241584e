package io.millrace.benchmarks;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;

import io.millrace.inference.InferenceApplication;
import org.jspecify.annotations.Nullable;

/**
 * Embeddings that nobody has asked for before, through HTTP, Kafka, a worker and Redis,
 * beside a process that has nothing to do but to call the same model in a loop. All of it
 * shares one machine, so that whatever is done beside computing is missing there.
 */
final class MissesComparison implements Comparison {

	private static final Duration RUN = Duration.ofSeconds(20);

	private static final String COMPUTED = "millrace.inference.computations";

	private final int textsPerPost;

	private final int connections;

	private final AtomicLong fresh = new AtomicLong();

	private Stack.@Nullable Service service;

	MissesComparison(int textsPerPost, int connections) {
		this.textsPerPost = textsPerPost;
		this.connections = connections;
	}

	@Override
	public String title() {
		return "new embeddings, " + this.connections + " connections, posts of "
				+ ((this.textsPerPost == 1) ? "one" : this.textsPerPost) + " / the model in a loop";
	}

	@Override
	public double target() {
		return Double.NaN;
	}

	@Override
	public void prepare(Stack stack) {
		this.service = stack.start("inference", InferenceApplication.class, Map.of());
		load().asFastAsAnswered(RUN);
		load().asFastAsAnswered(RUN);
	}

	private Load load() {
		return new Load(Objects.requireNonNull(this.service).port(),
				(number, due) -> Texts.post(this.fresh.getAndAdd(this.textsPerPost), this.textsPerPost, "base64"),
				this.connections, 200);
	}

	@Override
	public Run ours(Stack stack) {
		Stack.Service started = Objects.requireNonNull(this.service);
		double before = stack.metric(started, COMPUTED);
		Duration cpu = started.process().cpu();
		Duration engines = stack.engines().cpu();
		Load.Outcome outcome = load().asFastAsAnswered(RUN);
		return new Run(outcome.perSecond() * this.textsPerPost,
				Map.of("computed", stack.metric(started, COMPUTED) - before, "p50_us",
						outcome.latencies().getValueAtPercentile(50), "p99_us",
						outcome.latencies().getValueAtPercentile(99), "service_cpu_s",
						started.process().cpu().minus(cpu).toMillis() / 1000.0, "engines_cpu_s",
						stack.engines().cpu().minus(engines).toMillis() / 1000.0, "seconds", outcome.seconds()));
	}

	@Override
	public Run reference(Stack stack) {
		return ModelLoop.run(stack, RUN);
	}

}
