package io.millrace.inference.result;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Why there is no result this time. Never kept: only those who wait are told.
 *
 * @param code for programs: {@code kafka_unavailable}, {@code model_unavailable},
 * {@code expired}, {@code too_large} or {@code internal}
 * @param detail for people
 * @param retryAfter when to try again, if that is known
 */
public record Failure(String code, String detail, @Nullable Duration retryAfter) {

	public static final String KAFKA_UNAVAILABLE = "kafka_unavailable";

	public static final String MODEL_UNAVAILABLE = "model_unavailable";

	public static final String EXPIRED = "expired";

	public static final String TOO_LARGE = "too_large";

	public static final String INTERNAL = "internal";

}
