package io.millrace.ingest.intake;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import io.millrace.common.event.Event;
import io.millrace.common.event.InvalidEventException;
import io.millrace.common.event.TypePattern;
import io.millrace.common.event.body.ReadEvent;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * Holds the data of events against the JSON Schema of their type, where there is one.
 * Costs nothing where there is none. Thread-safe.
 */
public final class Schemas {

	private static final JsonMapper JSON = new JsonMapper();

	/** The first violation is enough to say no. */
	private static final SchemaRegistry REGISTRY = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12,
			(registry) -> registry.schemaRegistryConfig(SchemaRegistryConfig.builder().failFast(true).build()));

	private final List<TypeSchema> schemas = new ArrayList<>();

	/**
	 * Reads all schemas.
	 * @throws InvalidConfigurationPropertyValueException if one can't be read, or isn't a
	 * schema
	 */
	Schemas(SchemaProperties properties) {
		for (int i = 0; i < properties.schemas().size(); i++) {
			SchemaProperties.TypeSchema each = properties.schemas().get(i);
			try (InputStream in = each.location().getInputStream()) {
				JsonNode text = JSON.readTree(in);
				Schema schema = REGISTRY.getSchema(text);
				requireSchema(schema, text);
				// What it refers to is looked up here rather than at the first event.
				schema.initializeValidators();
				this.schemas.add(new TypeSchema(each.eventType(), schema));
			}
			catch (IOException | RuntimeException ex) {
				throw new InvalidConfigurationPropertyValueException("millrace.ingest.schemas[" + i + "].location",
						each.location().getDescription(), "It can't be read as a JSON Schema: " + ex.getMessage());
			}
		}
	}

	/** By the schema of schemas, which the library brings along. */
	private static void requireSchema(Schema schema, JsonNode text) {
		REGISTRY.getSchema(SchemaLocation.of(schema.getSchemaContext().getDialect().getId()))
			.validate(text)
			.stream()
			.findFirst()
			.ifPresent((error) -> {
				throw new IllegalArgumentException(error.toString());
			});
	}

	private record TypeSchema(TypePattern type, Schema schema) {
	}

	/**
	 * Turns events whose data isn't as it must be into invalid ones, in place.
	 */
	public void check(List<ReadEvent> events) {
		if (!this.schemas.isEmpty()) {
			events.replaceAll(this::checked);
		}
	}

	private ReadEvent checked(ReadEvent read) {
		if (read instanceof ReadEvent.Valid(Event event, int line)) {
			InvalidEventException fault = violation(event);
			return (fault != null) ? new ReadEvent.Invalid(event.id(), fault, line) : read;
		}
		return read;
	}

	private @Nullable InvalidEventException violation(Event event) {
		for (TypeSchema each : this.schemas) {
			if (each.type.matches(event.type())) {
				return violation(event, each.schema);
			}
		}
		return null;
	}

	private static @Nullable InvalidEventException violation(Event event, Schema schema) {
		try {
			JsonNode data = JSON.readTree(event.json()).path("data");
			if (data.isMissingNode()) {
				return new InvalidEventException("schema_violation",
						"Events of type " + event.type() + " have data, by their schema", "/data");
			}
			return schema.validate(data)
				.stream()
				.findFirst()
				.map((error) -> new InvalidEventException("schema_violation", describe(event, error),
						"/data" + error.getInstanceLocation()))
				.orElse(null);
		}
		catch (JacksonException ex) {
			return new InvalidEventException("schema_violation",
					"The data can't be held against the schema: " + ex.getOriginalMessage(), "/data");
		}
	}

	private static String describe(Event event, Error error) {
		return "By the schema of " + event.type() + ", /data" + error.getInstanceLocation() + ": " + error.getMessage();
	}

}
