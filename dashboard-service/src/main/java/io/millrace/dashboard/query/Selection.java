package io.millrace.dashboard.query;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Which groups are asked for, and how they are told.
 *
 * @param groupBy the fields by which the answer is kept apart
 * @param filter RSQL over fields, such as {@code type==order.*}; null for all
 * @param orderBy in which order rows come; by time, then by group if empty
 * @param limit how many rows come at most; null for all
 */
public record Selection(List<String> groupBy, @Nullable String filter, List<Order> orderBy, @Nullable Integer limit) {

	/** Everything together. */
	public static final Selection ALL = new Selection(List.of(), null, List.of(), null);

	public Selection {
		groupBy = groupBy.stream().distinct().toList();
		orderBy = List.copyOf(orderBy);
	}

	public Selection by(String... fields) {
		return new Selection(List.of(fields), this.filter, this.orderBy, this.limit);
	}

	public Selection where(String filter) {
		return new Selection(this.groupBy, filter, this.orderBy, this.limit);
	}

	public Selection first(int rows, Order... order) {
		return new Selection(this.groupBy, this.filter, List.of(order), rows);
	}

}
