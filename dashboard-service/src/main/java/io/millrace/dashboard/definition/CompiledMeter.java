package io.millrace.dashboard.definition;

import java.util.ArrayList;
import java.util.List;

import io.millrace.common.event.FieldPath;
import io.millrace.dashboard.cell.Value;
import io.millrace.dashboard.match.EventMatch;
import io.millrace.dashboard.match.EventMatcher;
import io.millrace.dashboard.match.ReadEvent;
import io.millrace.dashboard.meter.Aggregation;
import io.millrace.dashboard.meter.Group;
import io.millrace.dashboard.meter.Metric;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A metric, and how events are read for it. Thread-safe, and a function of the event
 * alone.
 */
public final class CompiledMeter {

	private final Metric metric;

	private final int maxGroups;

	private final EventMatcher events;

	private final @Nullable FieldPath value;

	private final List<FieldPath> groupBy;

	CompiledMeter(Metric metric, Meter meter) {
		this(metric, meter.maxGroups(), new EventMatch(meter.eventType(), meter.filter()),
				meter.valueProperty().isEmpty() ? null : new FieldPath(meter.valueProperty()));
	}

	private CompiledMeter(Metric metric, int maxGroups, EventMatch events, @Nullable FieldPath value) {
		this.metric = metric;
		this.maxGroups = maxGroups;
		this.events = new EventMatcher(events);
		this.value = value;
		this.groupBy = metric.groupBy().stream().map(FieldPath::new).toList();
	}

	/** Of every event. */
	static CompiledMeter builtIn(Metric metric, @Nullable String value, int maxTypes) {
		return new CompiledMeter(metric, maxTypes, EventMatch.EVERY, (value != null) ? new FieldPath(value) : null);
	}

	public Metric metric() {
		return this.metric;
	}

	/**
	 * How many groups of a day are kept apart in a partition.
	 */
	public int maxGroups() {
		return this.maxGroups;
	}

	boolean matches(String type) {
		return this.events.matches(type);
	}

	/**
	 * Whether an event of a matching type is one that this meter looks at.
	 */
	public boolean admits(ReadEvent event) {
		return this.events.admits(event);
	}

	/**
	 * What an event gives; null if that isn't what the meter needs.
	 */
	public @Nullable Value value(ReadEvent event) {
		if (this.value == null) {
			return Value.NONE;
		}
		if (this.metric.aggregation() == Aggregation.DISTINCT) {
			String text = event.text(this.value);
			return (text != null) ? Value.of(text) : null;
		}
		JsonNode node = this.value.read(event.tree());
		if (node != null && node.isNumber()) {
			return Value.of(node.decimalValue());
		}
		return (node != null && node.isString()) ? Value.ofNumber(node.stringValue()) : null;
	}

	/**
	 * The group that an event belongs to.
	 */
	public String group(ReadEvent event) {
		if (this.groupBy.size() == 1) {
			return Group.of(event.text(this.groupBy.getFirst()));
		}
		List<@Nullable String> values = new ArrayList<>(this.groupBy.size());
		this.groupBy.forEach((field) -> values.add(event.text(field)));
		return Group.of(values);
	}

}
