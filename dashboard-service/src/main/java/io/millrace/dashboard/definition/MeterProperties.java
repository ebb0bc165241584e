package io.millrace.dashboard.definition;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The meters that are configured.
 *
 * @param meters what is counted beside events and users. Default none. Every node must be
 * given the same: who owns a partition counts what it knows of
 */
@ConfigurationProperties("millrace.dashboard")
public record MeterProperties(@DefaultValue List<Meter> meters) {

	/**
	 * @throws IllegalArgumentException if two meters have the same name
	 */
	public MeterProperties {
		meters = List.copyOf(meters);
		Set<String> names = new HashSet<>();
		for (Meter meter : meters) {
			if (!names.add(meter.name())) {
				throw new IllegalArgumentException(
						"Two meters are named '" + meter.name() + "'; a name must be one meter's alone");
			}
		}
	}

}
