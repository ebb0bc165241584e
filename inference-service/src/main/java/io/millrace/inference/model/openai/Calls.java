package io.millrace.inference.model.openai;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

import io.millrace.inference.model.ModelUnavailableException;
import io.millrace.inference.model.ModelsProperties;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Calls one server. A call, the pause after it and its one repetition take no longer than
 * the definition's timeout in all, so after a server has let it pass there is no
 * repetition. Thread-safe.
 */
final class Calls implements AutoCloseable {

	static final JsonMapper JSON = new JsonMapper();

	/** 256 vectors of 4,096 dimensions come to 12 MB, with 12 digits a number. */
	static final int MAX_ANSWER = 16 * 1024 * 1024;

	private static final Duration MAX_CONNECT = Duration.ofSeconds(5);

	private static final Duration PAUSE = Duration.ofMillis(200);

	private final ModelsProperties.Definition definition;

	private final String base;

	private final @Nullable String key;

	private final Clock clock;

	private final HttpClient http;

	private final ExecutorService waiting = Executors.newVirtualThreadPerTaskExecutor();

	/**
	 * To offer HTTP/2 on a plain connection, as the client would, makes servers on
	 * uvicorn, vLLM among them, lose the body (Kludex/uvicorn#2722). A redirect would
	 * take the key elsewhere.
	 */
	Calls(ModelsProperties.Definition definition, URI url, @Nullable String key, Clock clock) {
		this.definition = definition;
		this.base = url.toString();
		this.key = key;
		this.clock = clock;
		Duration half = definition.timeout().dividedBy(2);
		this.http = HttpClient.newBuilder()
			.version(HttpClient.Version.HTTP_1_1)
			.followRedirects(HttpClient.Redirect.NEVER)
			.connectTimeout((half.compareTo(MAX_CONNECT) < 0) ? half : MAX_CONNECT)
			.build();
	}

	/**
	 * Posts, again if need be.
	 * @param reading makes of the answer what is wanted, or throws
	 * {@link UnusableException}
	 * @throws RefusedException if the server says that it will never take this
	 * @throws ModelUnavailableException if it can't be had at the moment
	 */
	<T> T post(String path, ObjectNode body, Function<JsonNode, T> reading) {
		HttpRequest request = request(path, body);
		long deadline = System.nanoTime() + this.definition.timeout().toNanos();
		try {
			return once(request, deadline, reading);
		}
		catch (UnusableException ex) {
			Duration pause = (ex.retryAfter() != null) ? ex.retryAfter() : PAUSE;
			if (pause.toNanos() >= deadline - System.nanoTime()) {
				throw unavailable(ex);
			}
			sleep(pause);
		}
		try {
			return once(request, deadline, reading);
		}
		catch (UnusableException ex) {
			throw unavailable(ex);
		}
	}

	private HttpRequest request(String path, ObjectNode body) {
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(this.base + path))
			.header("Content-Type", "application/json")
			.header("Accept", "application/json")
			.POST(HttpRequest.BodyPublishers
				.ofByteArray(JSON.writeValueAsString(body).getBytes(StandardCharsets.UTF_8)));
		if (this.key != null) {
			request.header("Authorization", "Bearer " + this.key);
		}
		return request.build();
	}

	private <T> T once(HttpRequest request, long deadline, Function<JsonNode, T> reading) {
		HttpResponse<byte[]> response = exchange(request, deadline);
		if (response.statusCode() != 200) {
			throw failure(response);
		}
		try {
			return reading.apply(JSON.readTree(response.body()));
		}
		catch (JacksonException ex) {
			throw new UnusableException("answered what is not the JSON it should be", null, ex);
		}
	}

	/**
	 * The client's own time limit ends with the headers. Its futures are completed by the
	 * common pool, which anybody may keep busy and has one thread on two cores: so a
	 * thread of its own waits; interrupted, it ends the exchange.
	 */
	private HttpResponse<byte[]> exchange(HttpRequest request, long deadline) {
		Future<HttpResponse<byte[]>> exchange = this.waiting.submit(() -> this.http.send(request,
				HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofByteArray(), MAX_ANSWER)));
		try {
			return exchange.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
		}
		catch (TimeoutException ex) {
			throw new UnusableException("has not answered within " + this.definition.timeout(), null, ex);
		}
		catch (ExecutionException ex) {
			throw UnusableException.unreachable(ex.getCause());
		}
		catch (InterruptedException ex) {
			throw interrupted(ex);
		}
		finally {
			exchange.cancel(true);
		}
	}

	private RuntimeException failure(HttpResponse<byte[]> response) {
		int status = response.statusCode();
		return switch (status) {
			case 400, 404, 413, 422 ->
				new RefusedException(ServerError.read(JSON, status, response.body(), this.key), status != 404);
			case 401, 403 -> misconfigured(status, "api-key", "should be looked at");
			case 408, 409, 425, 429 -> busy(response);
			default -> (status < 300 || status >= 500) ? busy(response)
					: misconfigured(status, "url", "should be looked at; redirects are not followed");
		};
	}

	private UnusableException busy(HttpResponse<byte[]> response) {
		return new UnusableException("answers " + response.statusCode(),
				RetryAfter.of(response.headers(), this.clock.instant()), null);
	}

	private ModelUnavailableException misconfigured(int status, String property, String what) {
		return unavailable("answers " + status + ": millrace.inference.models[*]." + property + " of "
				+ this.definition.name() + " " + what, null, null);
	}

	private ModelUnavailableException unavailable(UnusableException failure) {
		return unavailable(failure.getMessage(), failure.retryAfter(), failure);
	}

	private ModelUnavailableException unavailable(@Nullable String what, @Nullable Duration retryAfter,
			@Nullable Throwable cause) {
		return new ModelUnavailableException("The server of " + this.definition.name() + " " + what, retryAfter, cause);
	}

	private void sleep(Duration pause) {
		try {
			Thread.sleep(pause);
		}
		catch (InterruptedException ex) {
			throw interrupted(ex);
		}
	}

	private ModelUnavailableException interrupted(InterruptedException ex) {
		Thread.currentThread().interrupt();
		return unavailable("is not waited for any longer", null, ex);
	}

	@Override
	public void close() {
		this.waiting.shutdownNow();
		this.http.shutdownNow();
	}

}
