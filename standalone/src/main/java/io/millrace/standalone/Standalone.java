package io.millrace.standalone;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.millrace.dashboard.DashboardApplication;
import io.millrace.embedded.DirectoryInUseException;
import io.millrace.embedded.DirectoryLock;
import io.millrace.embedded.PortInUseException;
import io.millrace.inference.InferenceApplication;
import io.millrace.ingest.IngestApplication;
import io.millrace.notification.NotificationApplication;
import io.millrace.standalone.demo.Demo;
import io.millrace.standalone.demo.Searches;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.logging.LoggingInitializationContext;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.core.env.StandardEnvironment;

/**
 * Starts everything, says what to try, and stops everything on SIGINT and SIGTERM. Ends
 * with exit code 1 if something stands against the start; what the user can put right is
 * said without a stack trace.
 */
public final class Standalone {

	private static final Logger log = LoggerFactory.getLogger(Standalone.class);

	private static final Duration READY_WITHIN = Duration.ofSeconds(30);

	private Standalone() {
	}

	public static void main(String[] args) {
		try {
			start(args);
		}
		catch (StartFailure | PortInUseException | DirectoryInUseException ex) {
			System.err.println("\n" + ex.getMessage() + "\n");
			System.exit(1);
		}
		catch (RuntimeException ex) {
			log.error("Millrace did not start", ex);
			System.exit(1);
		}
	}

	private static void start(String... args) {
		long started = System.nanoTime();
		initializeLogging();
		CommandLine commandLine = CommandLine.parse(args);
		StandaloneProperties properties = commandLine.standalone();
		System.out.println(Welcome.banner());
		DirectoryLock lock = lock(properties);
		PortCheck.check(properties);
		Stack stack = new Stack();
		Demo demo = new Demo(properties.ingest().port(), properties.dataDir().resolve("demo"), Clock.systemUTC());
		Searches searches = new Searches(properties.inference().port());
		Runtime.getRuntime().addShutdownHook(new Thread(() -> {
			searches.close();
			stop(demo, stack, lock);
		}, "stop"));
		log.info("Starting Kafka and Redis, then the services");
		stack.startBackends(properties);
		stack.startServices(services(properties), sharedArguments(commandLine, properties), commandLine.demo());
		if (!Readiness.await(properties, READY_WITHIN)) {
			log.warn("Inboxes and counts are still being filled from the log");
		}
		Duration took = Duration.ofNanos(System.nanoTime() - started);
		System.out.println(Welcome.whatToTry(properties, commandLine.demo(), took));
		if (commandLine.demo()) {
			Thread.ofPlatform().name("demo").daemon().start(ServiceName.named("demo", demo));
			Thread.ofPlatform().name("searches").daemon().start(ServiceName.named("demo", searches));
		}
	}

	/**
	 * Services that start at the same time would each set up the one logging system that
	 * they share, and every line would come three times. One that is set up they leave.
	 */
	private static void initializeLogging() {
		LoggingSystem logging = LoggingSystem.get(Standalone.class.getClassLoader());
		logging.beforeInitialize();
		logging.initialize(new LoggingInitializationContext(new StandardEnvironment()),
				"classpath:logback-standalone.xml", null);
	}

	private static DirectoryLock lock(StandaloneProperties properties) {
		try {
			Files.createDirectories(properties.dataDir());
			return DirectoryLock.acquire(properties.dataDir());
		}
		catch (DirectoryInUseException ex) {
			throw new StartFailure(
					ex.getMessage() + ", probably a Millrace that runs already (its page:" + " http://localhost:"
							+ properties.dashboard().port() + "/).\nStop that one, or give this one a directory"
							+ " and ports of its own: --millrace.standalone.data-dir=...");
		}
		catch (IOException ex) {
			throw new StartFailure(
					"Cannot create millrace.standalone.data-dir, " + properties.dataDir().toAbsolutePath() + ": " + ex);
		}
	}

	private static List<Service> services(StandaloneProperties properties) {
		return List.of(
				new Service("ingest-service", "ingest", IngestApplication.application(), properties.ingest().port()),
				new Service("notification-service", "notification", NotificationApplication.application(),
						properties.notification().port()),
				new Service("dashboard-service", "dashboard", DashboardApplication.application(),
						properties.dashboard().port()),
				new Service("inference-service", "inference", InferenceApplication.application(),
						properties.inference().port()));
	}

	private static List<String> sharedArguments(CommandLine commandLine, StandaloneProperties properties) {
		List<String> args = new ArrayList<>(commandLine.properties());
		args.add("--spring.kafka.bootstrap-servers=127.0.0.1:" + properties.kafka().port());
		args.add("--spring.data.redis.url=redis://127.0.0.1:" + properties.redis().port());
		return args;
	}

	private static void stop(Demo demo, Stack stack, DirectoryLock lock) {
		long started = System.nanoTime();
		log.info("Stopping");
		demo.close();
		stack.close();
		lock.close();
		log.info("Stopped after {} ms", (System.nanoTime() - started) / 1_000_000);
	}

}
