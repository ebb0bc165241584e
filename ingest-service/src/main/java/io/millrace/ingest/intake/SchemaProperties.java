package io.millrace.ingest.intake;

import java.util.List;

import io.millrace.common.event.TypePattern;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.core.io.Resource;

/**
 * What the data of events must look like.
 *
 * @param schemas in the order in which they are asked; the first whose type matches
 * counts. Default: none, data is any JSON
 */
@ConfigurationProperties("millrace.ingest")
public record SchemaProperties(@DefaultValue List<TypeSchema> schemas) {

	public SchemaProperties {
		schemas = List.copyOf(schemas);
	}

	/**
	 * The schema of some events' data.
	 *
	 * @param eventType whose: a type (order.paid), a prefix (order.*) or * for all
	 * @param location a JSON Schema (2020-12, unless it says another), e.g.
	 * file:/etc/millrace/order-paid.json. Read at start; it must not refer to others
	 */
	public record TypeSchema(TypePattern eventType, Resource location) {
	}

}
