package io.millrace.ingest.hold;

import java.time.Instant;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import org.jspecify.annotations.Nullable;

/**
 * What became of an event that was held or unknown.
 *
 * @param status what is known of it
 * @param topic where it is or is to go
 * @param partition where it is or is to go
 * @param offset where it is, if committed
 * @param at since when that is known, by Redis' clock
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Receipt(Status status, String topic, int partition, @Nullable Long offset, Instant at) {

	/** The states of an event. */
	public enum Status {

		/** Redis keeps it until Kafka takes it. */
		HELD("held"),

		/** Kafka has it. */
		COMMITTED("committed"),

		/** Kafka may have it. */
		UNKNOWN("unknown");

		private final String text;

		Status(String text) {
			this.text = text;
		}

		@JsonValue
		public String text() {
			return this.text;
		}

	}

}
