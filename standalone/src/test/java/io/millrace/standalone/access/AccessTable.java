package io.millrace.standalone.access;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The table in SECURITY.md.
 */
final class AccessTable {

	static final int NOTHING = 0;

	static final int END_USER = 6;

	private static final int CREDENTIALS = 7;

	private AccessTable() {
	}

	/**
	 * A row.
	 *
	 * @param service as in the table
	 * @param method the HTTP method
	 * @param path the path's pattern
	 * @param verdicts what each sort of credential gets
	 */
	record Row(String service, String method, String path, List<String> verdicts) {

		/** A path that the pattern stands for. */
		String example() {
			return switch (this.path) {
				case "/page/**" -> "/page/app.js";
				case "/webjars/**" -> "/webjars/uplot/1.6.30/dist/uPlot.min.css";
				case "/inbox/**" -> "/inbox/app.js";
				case "/**" -> "/v1/forgotten";
				default -> this.path.replaceAll("\\{[a-z]+}", "AAAAAAAAAAAAAAAAAAAAAA");
			};
		}

		boolean needsCredential() {
			return !this.verdicts.get(NOTHING).equals("✓");
		}

		@Override
		public String toString() {
			return this.service + " " + this.method + " " + this.path;
		}

	}

	static List<Row> rows() {
		try (Stream<String> lines = Files.lines(Path.of("..", "SECURITY.md"))) {
			return lines
				.filter((line) -> line.matches("\\|[^|]+\\| `(GET|POST|PUT|DELETE) /[^|]*`(?: \\|[^|]+){7} ?\\|"))
				.map(AccessTable::row)
				.toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static Row row(String line) {
		List<String> cells = Stream.of(line.split("\\|")).map(String::strip).skip(1).toList();
		String[] endpoint = cells.get(1).replace("`", "").split(" ");
		return new Row(cells.get(0), endpoint[0], endpoint[1], cells.subList(2, 2 + CREDENTIALS));
	}

}
