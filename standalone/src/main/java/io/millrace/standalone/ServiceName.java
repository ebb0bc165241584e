package io.millrace.standalone;

import java.util.Map;

import ch.qos.logback.classic.pattern.ClassicConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import org.jspecify.annotations.Nullable;

/**
 * Which part a log line is from. Services in one JVM share one logging system, which
 * knows only one application's name; so a part's threads inherit its name from the thread
 * that started it, and a line's logger goes before that where it tells.
 */
public final class ServiceName extends ClassicConverter {

	private static final InheritableThreadLocal<@Nullable String> CURRENT = new InheritableThreadLocal<>();

	private static final Map<String, String> BY_PACKAGE = Map.of("io.millrace.ingest.", "ingest-service",
			"io.millrace.notification.", "notification-service", "io.millrace.dashboard.", "dashboard-service",
			"io.millrace.inference.", "inference-service", "io.millrace.standalone.demo.", "demo", "kafka.", "kafka");

	/**
	 * Returns a task that runs, with all threads that it starts, under a part's name.
	 */
	static Runnable named(String name, Runnable task) {
		return () -> {
			CURRENT.set(name);
			try {
				task.run();
			}
			finally {
				CURRENT.remove();
			}
		};
	}

	@Override
	public String convert(ILoggingEvent event) {
		for (Map.Entry<String, String> known : BY_PACKAGE.entrySet()) {
			if (event.getLoggerName().startsWith(known.getKey())) {
				return known.getValue();
			}
		}
		String inherited = CURRENT.get();
		return (inherited != null) ? inherited : "millrace";
	}

}
