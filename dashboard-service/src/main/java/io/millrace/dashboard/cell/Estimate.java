package io.millrace.dashboard.cell;

import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.millrace.dashboard.meter.Aggregation;
import org.apache.datasketches.hll.HllSketch;
import org.apache.datasketches.kll.KllDoublesSketch;
import org.jspecify.annotations.Nullable;

/**
 * How far a sketch's answer may be off, as Apache DataSketches states it.
 *
 * @param relativeError of a number: the true one lies within this part of it
 * @param rankError of a percentile: it is a value whose true rank is at most this far off
 * @param confidence how often that is so
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Estimate(@Nullable Double relativeError, @Nullable Double rankError, double confidence) {

	/** The names under which percentiles are answered. */
	public static final List<String> PERCENTILES = PercentilesCell.NAMES;

	private static final double TWO_DEVIATIONS = 0.954;

	private static final double KLL_CONFIDENCE = 0.99;

	/**
	 * Empty for what is exact.
	 */
	public static Optional<Estimate> of(Aggregation aggregation) {
		return switch (aggregation) {
			// Of a union: its error is the greater one.
			case DISTINCT -> Optional
				.of(new Estimate(rounded(HllSketch.getRelErr(true, true, DistinctCell.LG_K, 2)), null, TWO_DEVIATIONS));
			case PERCENTILES -> Optional.of(new Estimate(null,
					rounded(KllDoublesSketch.getNormalizedRankError(PercentilesCell.K, false)), KLL_CONFIDENCE));
			default -> Optional.empty();
		};
	}

	private static double rounded(double error) {
		return Math.ceil(Math.abs(error) * 10_000) / 10_000;
	}

}
