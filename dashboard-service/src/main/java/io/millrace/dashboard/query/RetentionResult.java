package io.millrace.dashboard.query;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * How users came back, by the day on which they were first seen.
 *
 * @param name the retention's
 * @param from the first of the first days, inclusive
 * @param to the last of them, exclusive
 * @param zone whose days they are
 * @param cohorts in the order of their days; without days on which nobody was new
 * @param asOf what the answer stands for
 * @param since from when on it counts, if it was added later than the log's beginning:
 * whoever was seen before that looks new afterwards
 * @param atLeast whether what is said may be less than what was
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record RetentionResult(String name, LocalDate from, LocalDate to, ZoneId zone, List<Cohort> cohorts,
		QueryResult.AsOf asOf, @Nullable Instant since, @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean atLeast) {

	RetentionResult {
		cohorts = List.copyOf(cohorts);
	}

	/**
	 * Those who were first seen on one day.
	 *
	 * @param date the day
	 * @param users how many they are
	 * @param returned how many of them were seen on each of the days after it that have
	 * begun
	 */
	record Cohort(LocalDate date, long users, List<Returned> returned) {

		Cohort {
			returned = List.copyOf(returned);
		}

	}

	/**
	 * Those who came back on one day.
	 *
	 * @param day how many days after the first
	 * @param users how many
	 * @param share of the cohort
	 */
	record Returned(int day, long users, double share) {
	}

}
