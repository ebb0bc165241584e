package io.millrace.dashboard.definition;

import java.util.List;

import io.millrace.dashboard.journey.Funnel;
import io.millrace.dashboard.journey.Retention;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What is configured to be counted by. Every node must be given the same: who owns a
 * partition counts what it knows of.
 *
 * @param meters what is counted beside events and users. Default none
 * @param funnels steps that users take. Default none
 * @param retentions how users come back. Default none
 */
@ConfigurationProperties("millrace.dashboard")
public record DefinitionProperties(@DefaultValue List<Meter> meters, @DefaultValue List<Funnel> funnels,
		@DefaultValue List<Retention> retentions) {

	public DefinitionProperties {
		meters = List.copyOf(meters);
		funnels = List.copyOf(funnels);
		retentions = List.copyOf(retentions);
	}

}
