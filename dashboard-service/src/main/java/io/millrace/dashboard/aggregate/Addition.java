package io.millrace.dashboard.aggregate;

import java.util.List;

import io.millrace.dashboard.cell.Value;
import io.millrace.dashboard.meter.Metric;
import org.jspecify.annotations.Nullable;

/**
 * What an event does to a metric: it changes one cell in each of its buckets.
 *
 * @param metric the metric
 * @param value what it is given; null if the event doesn't have what it needs
 * @param places the cells; none without a value
 */
record Addition(Metric metric, @Nullable Value value, List<Place> places) {
}
