package io.millrace.inference.model.openai;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.micrometer.core.instrument.Counter;
import io.millrace.inference.model.Answer;
import io.millrace.inference.model.Model;
import io.millrace.inference.model.ModelUnavailableException;
import io.millrace.inference.model.Task;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A model of a server that speaks OpenAI's protocol. Texts with equal parameters are
 * embedded by one call; if that is refused, they are asked one by one, so that only those
 * at fault are. Chats have a call each, some of them at once. Of a chat the whole answer
 * is kept, not only its message: whether it was cut off, how often it was asked for and
 * what it took stand beside it, and it is what OpenAI's clients read.
 */
final class OpenAiServer implements Model {

	private final String name;

	private final String digest;

	private final String remoteName;

	private final @Nullable String encoding;

	private final Calls calls;

	private final Counter computations;

	private final ExecutorService chats;

	/**
	 * @param remoteName what the server calls the model
	 * @param encoding how it is asked to send vectors, null for its own way
	 * @param parallel how many chats it is asked for at once
	 */
	OpenAiServer(String name, String digest, String remoteName, @Nullable String encoding, int parallel, Calls calls,
			Counter computations) {
		this.name = name;
		this.digest = digest;
		this.remoteName = remoteName;
		this.encoding = encoding;
		this.calls = calls;
		this.computations = computations;
		this.chats = Executors.newFixedThreadPool(parallel, Thread.ofVirtual().name("chat-" + name + "-", 0).factory());
	}

	@Override
	public String name() {
		return this.name;
	}

	@Override
	public String digest() {
		return this.digest;
	}

	@Override
	public Set<String> operations() {
		return Set.of(Task.EMBEDDING, Task.CHAT);
	}

	@Override
	public void check(Task task) {
		Checks.check(task);
	}

	@Override
	public List<Answer> compute(List<Task> tasks) {
		return tasks.getFirst().operation().equals(Task.EMBEDDING) ? embed(tasks) : chat(tasks);
	}

	private List<Answer> embed(List<Task> tasks) {
		Map<ObjectNode, List<Integer>> byParameters = new LinkedHashMap<>();
		for (int i = 0; i < tasks.size(); i++) {
			byParameters.computeIfAbsent(tasks.get(i).parameters(), (parameters) -> new ArrayList<>()).add(i);
		}
		Answer[] answers = new Answer[tasks.size()];
		byParameters.forEach((parameters, numbers) -> {
			List<String> texts = numbers.stream().map((number) -> tasks.get(number).input().asString()).toList();
			List<Answer> ofThese = embed(texts, parameters);
			for (int i = 0; i < numbers.size(); i++) {
				answers[numbers.get(i)] = ofThese.get(i);
			}
		});
		return List.of(answers);
	}

	private List<Answer> embed(List<String> texts, ObjectNode parameters) {
		ObjectNode body = parameters.deepCopy().put("model", this.remoteName);
		if (this.encoding != null) {
			body.put("encoding_format", this.encoding);
		}
		ArrayNode input = body.putArray("input");
		texts.forEach(input::add);
		int dimensions = parameters.path("dimensions").asInt(0);
		try {
			List<Answer> vectors = this.calls.post("/embeddings", body,
					(answer) -> Embeddings.read(answer, texts, dimensions));
			this.computations.increment(vectors.size());
			return vectors;
		}
		catch (RefusedException ex) {
			if (texts.size() == 1 || !ex.ofItems()) {
				return Collections.nCopies(texts.size(), ex.refused());
			}
			return texts.stream().flatMap((text) -> embed(List.of(text), parameters).stream()).toList();
		}
	}

	private List<Answer> chat(List<Task> tasks) {
		try {
			List<Future<Answer>> all = this.chats
				.invokeAll(tasks.stream().map((task) -> (Callable<Answer>) () -> chat(task)).toList());
			List<Answer> answers = new ArrayList<>();
			for (Future<Answer> each : all) {
				answers.add(each.get());
			}
			return answers;
		}
		catch (ExecutionException ex) {
			if (ex.getCause() instanceof ModelUnavailableException unavailable) {
				throw unavailable;
			}
			throw new IllegalStateException(ex.getCause());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new ModelUnavailableException("The server of " + this.name + " is not waited for any longer", null,
					ex);
		}
	}

	private Answer chat(Task task) {
		ObjectNode body = task.parameters().deepCopy().put("model", this.remoteName);
		body.set("messages", task.input());
		try {
			Answer answer = this.calls.post("/chat/completions", body, OpenAiServer::document);
			this.computations.increment();
			return answer;
		}
		catch (RefusedException ex) {
			return ex.refused();
		}
	}

	private static Answer document(JsonNode answer) {
		JsonNode choices = answer.path("choices");
		if (choices.isEmpty() || !choices.valueStream().allMatch((choice) -> choice.path("message").isObject())) {
			throw new UnusableException("answered no message");
		}
		return new Answer.Document(Calls.JSON.writeValueAsBytes(answer),
				Math.max(0, answer.path("usage").path("total_tokens").asInt(0)));
	}

	@Override
	public void close() {
		this.chats.shutdownNow();
		this.calls.close();
	}

}
