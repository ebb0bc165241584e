package io.millrace.standalone;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import io.millrace.embedded.Ports;

/**
 * Looks at all ports before anything is started, so that all that are taken are named at
 * once, each with its property and, where the system tells, its holder.
 */
final class PortCheck {

	private PortCheck() {
	}

	/**
	 * @throws StartFailure if a port is taken or two properties ask for the same
	 */
	static void check(StandaloneProperties properties) {
		List<Wanted> wanted = wanted(properties);
		refuseSame(wanted);
		String taken = wanted.stream()
			.filter((port) -> !Ports.isFree(port.number()))
			.map(PortCheck::taken)
			.collect(Collectors.joining("\n"));
		if (!taken.isEmpty()) {
			throw new StartFailure(taken);
		}
	}

	private static String taken(Wanted port) {
		return "Port " + port.number() + " is taken"
				+ PortHolder.describe(port.number()).map((holder) -> ", by " + holder).orElse("")
				+ ". To use another: --" + port.property() + "=..."
				+ (port.management() ? " (a service's management port is 1000 above its own)" : "");
	}

	private static void refuseSame(List<Wanted> wanted) {
		Map<Integer, Wanted> byNumber = new HashMap<>();
		for (Wanted port : wanted) {
			Wanted other = byNumber.putIfAbsent(port.number(), port);
			if (other != null) {
				throw new StartFailure("Port " + port.number() + " is asked for twice: " + other.property() + " and "
						+ port.property() + ". A service also needs the port 1000 above its own.");
			}
		}
	}

	private static List<Wanted> wanted(StandaloneProperties properties) {
		List<Wanted> wanted = new ArrayList<>();
		wanted.add(new Wanted("millrace.standalone.kafka.port", properties.kafka().port(), false));
		wanted.add(new Wanted("millrace.standalone.redis.port", properties.redis().port(), false));
		addService(wanted, "millrace.standalone.ingest.port", properties.ingest().port());
		addService(wanted, "millrace.standalone.notification.port", properties.notification().port());
		addService(wanted, "millrace.standalone.dashboard.port", properties.dashboard().port());
		addService(wanted, "millrace.standalone.inference.port", properties.inference().port());
		return wanted;
	}

	private static void addService(List<Wanted> wanted, String property, int port) {
		wanted.add(new Wanted(property, port, false));
		wanted.add(new Wanted(property, StandaloneProperties.managementPort(port), true));
	}

	private record Wanted(String property, int number, boolean management) {
	}

}
