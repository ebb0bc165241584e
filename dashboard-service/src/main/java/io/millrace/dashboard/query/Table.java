package io.millrace.dashboard.query;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.dataformat.csv.CsvMapper;
import tools.jackson.dataformat.csv.CsvSchema;

import org.springframework.http.MediaType;

/**
 * An answer as a table: a line for each row, a column for each field and number. Text is
 * as it came: who opens it with a program that takes {@code =} for a formula should tell
 * that program not to.
 */
final class Table {

	static final MediaType MEDIA_TYPE = new MediaType("text", "csv", StandardCharsets.UTF_8);

	private static final CsvMapper CSV = CsvMapper.builder().build();

	private final QueryResult result;

	Table(QueryResult result) {
		this.result = result;
	}

	byte[] toCsv() {
		CsvSchema.Builder schema = CsvSchema.builder().setUseHeader(true).setLineSeparator("\r\n");
		columns().forEach(schema::addColumn);
		return CSV.writer(schema.build()).writeValueAsBytes(this.result.results().stream().map(this::cells).toList());
	}

	private List<String> columns() {
		List<String> columns = new ArrayList<>();
		columns.add(QueryResult.TIME);
		columns.addAll(this.result.query().groupBy());
		List<String> numbers = this.result.query()
			.metrics()
			.stream()
			.flatMap((metric) -> Planner.columns(metric).stream())
			.toList();
		columns.addAll(numbers);
		if (this.result.query().previous() != null) {
			numbers.forEach((number) -> columns.add(QueryResult.PREVIOUS + "." + number));
		}
		return columns;
	}

	private List<@Nullable Object> cells(QueryResult.Row row) {
		Map<String, @Nullable Object> columns = row.columns();
		List<@Nullable Object> cells = new ArrayList<>();
		columns().forEach((column) -> cells.add(cell(columns, column)));
		return cells;
	}

	/** A column's own, or what stands deeper under the parts of its name. */
	private static @Nullable Object cell(Map<?, ? extends @Nullable Object> columns, String column) {
		if (columns.containsKey(column)) {
			return columns.get(column);
		}
		int dot = column.indexOf('.');
		return (dot > 0 && columns.get(column.substring(0, dot)) instanceof Map<?, ?> deeper)
				? cell(deeper, column.substring(dot + 1)) : null;
	}

}
