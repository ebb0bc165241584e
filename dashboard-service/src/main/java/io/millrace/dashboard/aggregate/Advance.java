package io.millrace.dashboard.aggregate;

import java.util.List;

import io.millrace.dashboard.journey.History;
import io.millrace.dashboard.meter.Metric;

/**
 * What an event does to a journey: it changes its user's history, and by that cells.
 *
 * @param metric the journey's
 * @param user whose history
 * @param history what it becomes
 * @param additions what is counted by it
 */
record Advance(Metric metric, UserHistories user, History history, List<Addition> additions) {
}
