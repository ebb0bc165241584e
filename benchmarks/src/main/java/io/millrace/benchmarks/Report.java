package io.millrace.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import tools.jackson.databind.json.JsonMapper;

/**
 * The table of ratios, and the raw figures beside it.
 */
final class Report {

	private final Map<String, Row> rows = new LinkedHashMap<>();

	/**
	 * All runs of one comparison.
	 *
	 * @param title what is compared
	 * @param target the ratio to reach
	 * @param ours our runs
	 * @param reference the tool's runs
	 */
	record Row(String title, double target, List<Comparison.Run> ours, List<Comparison.Run> reference) {

		double ratio() {
			return median(this.ours) / median(this.reference);
		}

		private static double median(List<Comparison.Run> runs) {
			double[] sorted = runs.stream().mapToDouble(Comparison.Run::perSecond).sorted().toArray();
			int middle = sorted.length / 2;
			return (sorted.length % 2 == 1) ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
		}

	}

	void add(Comparison comparison, Comparison.Run ours, Comparison.Run reference) {
		Row row = this.rows.computeIfAbsent(comparison.title(),
				(title) -> new Row(title, comparison.target(), new ArrayList<>(), new ArrayList<>()));
		row.ours().add(ours);
		row.reference().add(reference);
	}

	/** The table, in Markdown. */
	String table() {
		StringBuilder table = new StringBuilder(
				"| comparison, a second unless it says otherwise | ours | the tool's | ratio | target |\n|---|--:|--:|--:|--:|\n");
		for (Row row : this.rows.values()) {
			table.append("| %s | %,.0f | %,.0f | %.3f | %s |%n".formatted(row.title(), Row.median(row.ours()),
					Row.median(row.reference()), row.ratio(),
					Double.isNaN(row.target()) ? "" : "%.3f".formatted(row.target())));
		}
		return table.toString();
	}

	/** Prints the table and writes it with the raw figures. */
	void write(Path directory) throws IOException {
		Files.writeString(directory.resolve("table.md"), table());
		Files.writeString(directory.resolve("raw.json"),
				JsonMapper.builder().build().writerWithDefaultPrettyPrinter().writeValueAsString(this.rows.values()));
		System.out.println("\n" + table() + "\nAll figures are in " + directory);
	}

}
