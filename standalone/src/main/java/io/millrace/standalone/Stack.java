package io.millrace.standalone;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

import io.millrace.embedded.EmbeddedKafka;
import io.millrace.embedded.EmbeddedRedis;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.ConfigurableApplicationContext;

/**
 * Everything that runs. Services start when both backends serve, and are closed before
 * them; Kafka is closed before Redis. {@link #close()} may come from another thread at
 * any moment of the start.
 */
final class Stack implements AutoCloseable {

	private static final Logger log = LoggerFactory.getLogger(Stack.class);

	private static final Duration CLOSE_WITHIN = Duration.ofSeconds(20);

	private final List<CompletableFuture<? extends AutoCloseable>> backends = new ArrayList<>();

	private final List<CompletableFuture<? extends AutoCloseable>> services = new ArrayList<>();

	private boolean closing;

	/**
	 * Starts both backends at a time and returns when both serve.
	 */
	void startBackends(StandaloneProperties properties) {
		Path dataDir = properties.dataDir();
		start("kafka", this.backends,
				() -> EmbeddedKafka.start(dataDir.resolve("kafka"), properties.kafka().port(), Map.of()));
		start("redis", this.backends,
				() -> EmbeddedRedis.start(dataDir.resolve("redis"), properties.redis().port(), true));
		join(this.backends);
	}

	/**
	 * Starts all services at a time and returns when all serve.
	 */
	void startServices(List<Service> wanted, List<String> args, boolean demo) {
		for (Service service : wanted) {
			start(service.name(), this.services, () -> {
				ConfigurableApplicationContext context = service.start(args, demo);
				log.info("Serves on port {}", service.port());
				return context::close;
			});
		}
		join(this.services);
	}

	private synchronized void start(String name, List<CompletableFuture<? extends AutoCloseable>> parts,
			Supplier<? extends AutoCloseable> starter) {
		if (!this.closing) {
			parts.add(CompletableFuture.supplyAsync(starter, (task) -> run(name, task)));
		}
	}

	private static Thread run(String name, Runnable task) {
		return Thread.ofPlatform().name(name).start(ServiceName.named(name, task));
	}

	private static void join(List<CompletableFuture<? extends AutoCloseable>> parts) {
		try {
			CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new)).join();
		}
		catch (CompletionException ex) {
			if (ex.getCause() instanceof RuntimeException cause) {
				throw cause;
			}
			throw ex;
		}
	}

	/**
	 * Closes what was started, waiting for what is being started.
	 */
	@Override
	public void close() {
		synchronized (this) {
			this.closing = true;
		}
		List<Thread> closers = this.services.stream().map((part) -> run("closing", () -> close(part))).toList();
		closers.forEach(Stack::await);
		this.backends.forEach(Stack::close);
	}

	private static void await(Thread thread) {
		try {
			if (!thread.join(CLOSE_WITHIN)) {
				log.warn("A service did not stop within {}; the backends stop all the same", CLOSE_WITHIN);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private static void close(CompletableFuture<? extends AutoCloseable> part) {
		try {
			part.get(CLOSE_WITHIN.toMillis(), TimeUnit.MILLISECONDS).close();
		}
		catch (ExecutionException ex) {
			// It never started; whoever waited for the start has been told why.
			log.debug("Nothing to close", ex);
		}
		catch (TimeoutException ex) {
			log.warn("A part that was still starting did not become ready to be stopped");
		}
		catch (Exception ex) {
			log.warn("A part did not stop cleanly", ex);
		}
	}

}
