package io.millrace.standalone;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

import io.millrace.dashboard.DashboardApplication;
import io.millrace.inference.InferenceApplication;
import io.millrace.ingest.IngestApplication;
import io.millrace.notification.NotificationApplication;
import io.millrace.testsupport.Backends;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * The services on ports of their own, with fresh backends.
 */
public final class ServiceContexts implements AutoCloseable {

	private final Backends backends = Backends.start();

	private final Map<String, ConfigurableApplicationContext> contexts = new TreeMap<>();

	/**
	 * Starts all of them.
	 * @param properties as arguments, for each
	 */
	public ServiceContexts(String... properties) {
		start("ingest", IngestApplication.application(), properties);
		start("notification", NotificationApplication.application(), properties);
		start("dashboard", DashboardApplication.application(), properties);
		start("inference", InferenceApplication.application(), properties);
	}

	private void start(String name, SpringApplicationBuilder application, String... properties) {
		List<String> arguments = new ArrayList<>(List.of("--server.port=0", "--management.server.port=0",
				"--management.endpoints.web.exposure.include=health,info,metrics,prometheus"));
		arguments.addAll(this.backends.arguments());
		arguments.addAll(List.of(properties));
		this.contexts.put(name, application.run(arguments.toArray(String[]::new)));
	}

	/** Their names. */
	public List<String> names() {
		return List.copyOf(this.contexts.keySet());
	}

	public ConfigurableApplicationContext context(String service) {
		return Objects.requireNonNull(this.contexts.get(service));
	}

	public Backends backends() {
		return this.backends;
	}

	public int port(String service) {
		return port(service, "local.server.port");
	}

	public int managementPort(String service) {
		return port(service, "local.management.port");
	}

	private int port(String service, String property) {
		return Integer.parseInt(Objects.requireNonNull(context(service).getEnvironment().getProperty(property)));
	}

	@Override
	public void close() {
		this.contexts.values().forEach(ConfigurableApplicationContext::close);
		this.backends.close();
	}

}
