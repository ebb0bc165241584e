package io.millrace.dashboard.query;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

import io.millrace.common.problem.Problem;
import io.millrace.common.problem.ProblemError;
import io.millrace.common.problem.ProblemException;
import io.millrace.common.settings.SettingsCopy;
import io.millrace.dashboard.definition.Meters;
import io.millrace.dashboard.meter.Metric;
import lombok.RequiredArgsConstructor;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * The metrics that can be asked for, by name.
 */
@RequiredArgsConstructor
final class MetricNames {

	private final Meters meters;

	private final SettingsCopy copy;

	/**
	 * @throws ProblemException 400 if there is none of this name, 503 if it isn't known
	 * whether there is
	 */
	Metric metric(String name) {
		return this.meters.current().metric(name).orElseThrow(() -> unknown(name));
	}

	private ProblemException unknown(String name) {
		try {
			this.copy.awaitLoaded(Duration.ZERO);
		}
		catch (TimeoutException ex) {
			return new ProblemException(Problem.KAFKA_UNAVAILABLE,
					"The meters stand in Kafka, which this node has not been able to read yet");
		}
		String detail = "There is no metric '" + name + "', but "
				+ this.meters.current().named().stream().map(Metric::name).collect(Collectors.joining(", "));
		return new ProblemException(Problem.INVALID_PARAMETER, detail, List.of(new ProblemError("metrics", detail)));
	}

}
