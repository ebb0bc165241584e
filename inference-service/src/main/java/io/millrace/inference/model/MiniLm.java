package io.millrace.inference.model;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.embedding.onnx.OnnxEmbeddingModel;
import dev.langchain4j.model.embedding.onnx.PoolingMode;
import dev.langchain4j.model.embedding.onnx.allminilml6v2q.AllMiniLmL6V2QuantizedEmbeddingModel;
import dev.langchain4j.model.output.Response;
import io.micrometer.core.instrument.Counter;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * all-MiniLM-L6-v2, quantized, on this machine's CPU: 384 dimensions, English above all.
 * It comes in a jar, nothing is downloaded. A text longer than 509 tokens is refused:
 * what is read of it would be its beginning only. The same text always has the same
 * vector, whatever is computed beside it: each is a run of its own. Its weights are in
 * memory once, however many of these there are.
 */
final class MiniLm implements Model {

	static final int DIMENSIONS = 384;

	/**
	 * The tokenizer stops at 512, of which two are not the text's, and doesn't say that
	 * it did.
	 */
	private static final int MOST_TOKENS = 509;

	private static final String WEIGHTS = "/all-minilm-l6-v2-q.onnx";

	private static final String TOKENIZER = "/all-minilm-l6-v2-q-tokenizer.json";

	/** Of the thread that loads the model, in bytes. */
	private static final long STACK = 64L * 1024 * 1024;

	private final String name;

	private final Counter computations;

	MiniLm(String name, Counter computations) {
		this.name = name;
		this.computations = computations;
		// The model itself is loaded here, or the start fails.
		if (Loaded.MODEL.dimension() != DIMENSIONS) {
			throw new IllegalStateException("The built-in model has " + Loaded.MODEL.dimension() + " dimensions");
		}
	}

	/** Once for a process. */
	private static final class Loaded {

		static final EmbeddingModel MODEL = load();

		/** Another reading of long texts is another model. */
		static final String DIGEST = "minilm:whole:" + digestOf(WEIGHTS, TOKENIZER);

	}

	/**
	 * ONNX Runtime (1.20 to 1.29 were tried) copies the process' command line onto the
	 * stack when it starts, and ends the process without a word where the stack is too
	 * small: a class path of 20 KB is enough.
	 */
	private static EmbeddingModel load() {
		CompletableFuture<EmbeddingModel> loaded = new CompletableFuture<>();
		Thread loader = new Thread(null, () -> {
			try {
				loaded.complete(read());
			}
			catch (IOException | RuntimeException | LinkageError ex) {
				loaded.completeExceptionally(ex);
			}
		}, "load-minilm", STACK);
		loader.start();
		try {
			return loaded.join();
		}
		catch (CompletionException ex) {
			throw new IllegalStateException(
					"The built-in model can't be loaded; it needs Linux (glibc), macOS or Windows "
							+ "on x86-64 or ARM64, and a folder for temporary files",
					ex.getCause());
		}
	}

	/**
	 * The tokenizer that comes with it cuts texts off after 128 tokens, so that long ones
	 * which begin alike would have the same vector. Which this takes out has to be in a
	 * file.
	 */
	private static EmbeddingModel read() throws IOException {
		// It would look for a GPU, and download libraries for one.
		if (System.getProperty("RUST_FLAVOR") == null) {
			System.setProperty("RUST_FLAVOR", "cpu");
		}
		Path folder = Files.createTempDirectory("millrace-minilm-");
		Path weights = folder.resolve("weights.onnx");
		Path tokenizer = folder.resolve("tokenizer.json");
		try {
			Files.write(weights, resource(WEIGHTS));
			ObjectNode settings = (ObjectNode) JsonMapper.shared().readTree(resource(TOKENIZER));
			settings.putNull("truncation").putNull("padding");
			Files.write(tokenizer, JsonMapper.shared().writeValueAsBytes(settings));
			return new OnnxEmbeddingModel(weights, tokenizer, PoolingMode.MEAN, Runnable::run);
		}
		finally {
			Files.deleteIfExists(weights);
			Files.deleteIfExists(tokenizer);
			Files.deleteIfExists(folder);
		}
	}

	private static byte[] resource(String name) throws IOException {
		try (InputStream in = Objects
			.requireNonNull(AllMiniLmL6V2QuantizedEmbeddingModel.class.getResourceAsStream(name))) {
			return in.readAllBytes();
		}
	}

	private static String digestOf(String... resources) {
		try {
			MessageDigest digest = MessageDigest.getInstance("SHA-256");
			for (String resource : resources) {
				digest.update(resource(resource));
			}
			return HexFormat.of().formatHex(digest.digest());
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("every Java has SHA-256", ex);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public String name() {
		return this.name;
	}

	@Override
	public String digest() {
		return Loaded.DIGEST;
	}

	@Override
	public Set<String> operations() {
		return Set.of(Task.EMBEDDING);
	}

	@Override
	public void check(Task task) {
		if (!task.input().isString()) {
			throw new InvalidTaskException("input", "invalid_type",
					"The input of " + this.name + " is a text; it doesn't take tokens");
		}
		if (task.input().asString().isEmpty()) {
			throw new InvalidTaskException("input", "empty_string", "The input is an empty text");
		}
		task.parameters().properties().forEach((parameter) -> {
			if (!parameter.getKey().equals("dimensions")) {
				throw new InvalidTaskException(parameter.getKey(), "unknown_parameter",
						this.name + " has no parameter '" + parameter.getKey() + "'");
			}
			checkDimensions(parameter.getValue());
		});
	}

	private void checkDimensions(JsonNode dimensions) {
		if (!dimensions.isIntegralNumber() || dimensions.asLong(0) != DIMENSIONS) {
			throw new InvalidTaskException("dimensions", "invalid_value",
					this.name + " has " + DIMENSIONS + " dimensions and no other number");
		}
	}

	@Override
	public List<Answer> compute(List<Task> tasks) {
		return tasks.stream().map((task) -> compute(task.input().asString())).toList();
	}

	private Answer compute(String text) {
		this.computations.increment();
		Response<Embedding> response = Loaded.MODEL.embed(text);
		int tokens = Objects.requireNonNull(Objects.requireNonNull(response.tokenUsage()).inputTokenCount());
		if (tokens > MOST_TOKENS) {
			return new Answer.Refused("context_length_exceeded",
					this.name + " reads at most " + MOST_TOKENS + " tokens, and this text has more: split it");
		}
		return Answer.Vector.of(response.content().vector(), tokens);
	}

}
