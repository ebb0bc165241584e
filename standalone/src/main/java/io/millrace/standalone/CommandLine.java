package io.millrace.standalone;

import java.util.List;
import java.util.stream.Stream;

import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.env.SimpleCommandLinePropertySource;
import org.springframework.core.env.StandardEnvironment;

/**
 * What was said at the start. Properties go to all services; those of the standalone
 * itself may also stand in {@code application.yml} or the environment, as Spring Boot
 * reads them.
 *
 * @param demo whether traffic is wanted
 * @param properties {@code --name=value} arguments
 */
record CommandLine(boolean demo, List<String> properties) {

	private static final String PREFIX = "millrace.standalone";

	private static final String DEMO = "--demo";

	private static final List<String> SWITCHES = List.of("--debug", "--trace");

	static CommandLine parse(String... args) {
		for (String arg : args) {
			check(arg);
		}
		return new CommandLine(List.of(args).contains(DEMO),
				Stream.of(args).filter((arg) -> !arg.equals(DEMO)).toList());
	}

	private static void check(String arg) {
		boolean property = arg.startsWith("--") && arg.indexOf('=') > 2;
		if (!property && !arg.equals(DEMO) && !SWITCHES.contains(arg)) {
			throw new StartFailure("Unknown argument '" + arg + "'. Known are --demo and --any.property=value;"
					+ " ./millrace --help says more.");
		}
		if (arg.startsWith("--server.port=") || arg.startsWith("--management.server.port=")) {
			throw new StartFailure("'" + arg + "' would give all services the same port. Each has its own property: "
					+ "millrace.standalone.ingest.port, .notification.port, .dashboard.port, .inference.port.");
		}
	}

	StandaloneProperties standalone() {
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources()
			.addFirst(new SimpleCommandLinePropertySource(this.properties.toArray(String[]::new)));
		ConfigDataEnvironmentPostProcessor.applyTo(environment);
		ConfigurationPropertySources.attach(environment);
		try {
			return Binder.get(environment).bindOrCreate(PREFIX, StandaloneProperties.class);
		}
		catch (BindException ex) {
			throw new StartFailure(whatIsWrong(ex));
		}
	}

	/**
	 * Our own checks name the property; a failed conversion doesn't.
	 */
	private static String whatIsWrong(BindException failure) {
		String message = String.valueOf(NestedExceptionUtils.getMostSpecificCause(failure).getMessage());
		ConfigurationProperty property = failure.getProperty();
		if (property == null || message.startsWith(PREFIX)) {
			return message;
		}
		return property.getName() + "=" + property.getValue() + ": " + message;
	}

}
