package io.millrace.benchmarks;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * A log that is applied to Redis from its beginning, after the pointer to what it came to
 * was deleted: what a service does when Redis has lost everything, and as fast as it can.
 */
final class SinkComparison implements Comparison {

	private static final Duration PATIENCE = Duration.ofMinutes(5);

	private static final int EVENTS = 1_000_000;

	private final String title;

	private final double target;

	private final Subject subject;

	private final Function<Stack, Run> reference;

	private Stack.@Nullable Service service;

	private long records;

	/**
	 * Whose sink is measured.
	 *
	 * @param main the service
	 * @param group its group
	 * @param properties the service's
	 * @param payload what is in the log
	 * @param share of the events that come to the sink, at least
	 */
	record Subject(Class<?> main, String group, Map<String, String> properties, Payload payload, double share) {

		String pointer() {
			return "millrace:{" + this.group + "}:generation";
		}

	}

	SinkComparison(String title, double target, Subject subject, Function<Stack, Run> reference) {
		this.title = title;
		this.target = target;
		this.subject = subject;
		this.reference = reference;
	}

	static int events() {
		return EVENTS;
	}

	@Override
	public String title() {
		return this.title;
	}

	@Override
	public double target() {
		return this.target;
	}

	@Override
	public void prepare(Stack stack) {
		this.service = stack.start(this.subject.group(), this.subject.main(), this.subject.properties());
		stack.fill("user-events", this.subject.payload(), EVENTS);
		Stack.Service started = this.service;
		started.process()
			.awaitDone("applied the backlog", PATIENCE,
					() -> applied(stack) >= EVENTS * this.subject.share() && settled(stack));
		this.records = applied(stack);
		// Only by its third million is everything compiled.
		ours(stack);
	}

	private boolean settled(Stack stack) {
		long before = applied(stack);
		for (int i = 0; i < 100; i++) {
			ChildProcess.pause();
		}
		return applied(stack) == before;
	}

	private long applied(Stack stack) {
		return (long) stack.metric(Objects.requireNonNull(this.service),
				"millrace.sink.applied?tag=group:" + this.subject.group());
	}

	@Override
	public Run ours(Stack stack) {
		long before = applied(stack);
		Duration cpu = Objects.requireNonNull(this.service).process().cpu();
		Duration engines = stack.engines().cpu();
		stack.deleteKey(this.subject.pointer());
		ChildProcess process = this.service.process();
		process.awaitDone("begun", PATIENCE, () -> applied(stack) > before);
		long first = applied(stack);
		long start = System.nanoTime();
		process.awaitDone("finished", PATIENCE, () -> applied(stack) >= before + this.records);
		double seconds = (System.nanoTime() - start) / 1e9;
		return new Run((before + this.records - first) / seconds,
				Map.of("records", this.records, "seconds", seconds, "service_cpu_s",
						process.cpu().minus(cpu).toMillis() / 1000.0, "engines_cpu_s",
						stack.engines().cpu().minus(engines).toMillis() / 1000.0));
	}

	@Override
	public Run reference(Stack stack) {
		return this.reference.apply(stack);
	}

}
