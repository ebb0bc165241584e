package io.millrace.benchmarks;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.langchain4j.model.embedding.onnx.allminilml6v2q.AllMiniLmL6V2QuantizedEmbeddingModel;

/**
 * A process that calls the built-in model in a loop, one text after the other as the
 * service's workers do, with nothing around it.
 */
final class ModelLoop {

	private static final Pattern RATE = Pattern.compile("([0-9]+) texts in ([0-9]+) ms, ([0-9]+) ms of CPU");

	/** ONNX Runtime copies the command line, class path and all, onto the stack. */
	private static final long STACK_BYTES = 64L * 1024 * 1024;

	private ModelLoop() {
	}

	static Comparison.Run run(Stack stack, Duration time) {
		try (ChildProcess process = ChildProcess.java(stack.directory(), "model-loop",
				System.getProperty("java.class.path"), List.of("-Xmx768m", "@docker/jvm.options"),
				ModelLoop.class.getName(), List.of(Long.toString(time.toMillis())))) {
			Matcher rate = RATE.matcher(process.awaitEnd(time.multipliedBy(2).plusMinutes(1)));
			if (!rate.find()) {
				throw new IllegalStateException("model-loop has said nothing");
			}
			return new Comparison.Run(Long.parseLong(rate.group(1)) * 1000.0 / Long.parseLong(rate.group(2)),
					Map.of("texts", Long.parseLong(rate.group(1)), "cpu_s", Long.parseLong(rate.group(3)) / 1000.0));
		}
	}

	/**
	 * Runs, after a warm-up of half the time.
	 * @param args for how long, in milliseconds
	 */
	public static void main(String[] args) throws InterruptedException {
		long nanos = Long.parseLong(args[0]) * 1_000_000;
		Thread loop = new Thread(null, () -> {
			AllMiniLmL6V2QuantizedEmbeddingModel model = new AllMiniLmL6V2QuantizedEmbeddingModel(Runnable::run);
			compute(model, -1, nanos / 2);
			long cpu = cpuMillis();
			long start = System.nanoTime();
			long texts = compute(model, 1, nanos);
			System.out.println(texts + " texts in " + (System.nanoTime() - start) / 1_000_000 + " ms, "
					+ (cpuMillis() - cpu) + " ms of CPU");
		}, "model-loop", STACK_BYTES);
		loop.start();
		loop.join();
	}

	private static long cpuMillis() {
		return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO).toMillis();
	}

	private static long compute(AllMiniLmL6V2QuantizedEmbeddingModel model, int step, long nanos) {
		long start = System.nanoTime();
		long texts = 0;
		while (System.nanoTime() - start < nanos) {
			if (model.embed(Texts.of(step * texts)).content().dimension() == 0) {
				throw new IllegalStateException("no vector");
			}
			texts++;
		}
		return texts;
	}

}
