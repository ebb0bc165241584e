package io.millrace.ingest.intake;

import java.time.Duration;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import org.jspecify.annotations.Nullable;

/**
 * What became of one event.
 *
 * @param index its place in the body, from 0
 * @param id its id, assigned ones too; absent only where it could not be read
 * @param status in a word
 * @param topic where it is, if committed
 * @param partition where it is, if committed
 * @param offset where it is, if committed
 * @param error why not, if not
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ItemResult(int index, @Nullable String id, Status status, @Nullable String topic, @Nullable Integer partition,
		@Nullable Long offset, @Nullable ItemError error) {

	static ItemResult committed(int index, String id, String topic, int partition, long offset) {
		return new ItemResult(index, id, Status.COMMITTED, topic, partition, offset, null);
	}

	static ItemResult held(int index, String id) {
		return new ItemResult(index, id, Status.HELD, null, null, null, null);
	}

	static ItemResult valid(int index, String id) {
		return new ItemResult(index, id, Status.VALID, null, null, null, null);
	}

	static ItemResult failed(int index, @Nullable String id, Status status, ItemError error) {
		return new ItemResult(index, id, status, null, null, null, error);
	}

	@JsonIgnore
	boolean isRetryable() {
		return this.error != null && this.error.retryable();
	}

	/** What can become of an event. */
	enum Status {

		/** Kafka has it. */
		COMMITTED("committed"),

		/** Redis keeps it until Kafka can take it. */
		HELD("held"),

		/** It would be taken. */
		VALID("valid"),

		/** It was not taken. */
		REJECTED("rejected"),

		/** Kafka may have it. */
		UNKNOWN("unknown");

		private final String text;

		Status(String text) {
			this.text = text;
		}

		@JsonValue
		String text() {
			return this.text;
		}

		/** Whether the event is safe, or would be. */
		boolean isAccepted() {
			return this == COMMITTED || this == HELD || this == VALID;
		}

	}

	/**
	 * @param code the reason, for programs
	 * @param detail the reason, for people
	 * @param retryable whether sending the same event again can succeed
	 * @param line its line in the body, from 1, if the body is made of lines
	 * @param path where in the event, a JSON Pointer, if that is known
	 * @param retryAfter when a retry is worth it, if that is known; said once for all, in
	 * the header
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	record ItemError(String code, String detail, boolean retryable, @Nullable Integer line, @Nullable String path,
			@JsonIgnore @Nullable Duration retryAfter) {
	}

}
