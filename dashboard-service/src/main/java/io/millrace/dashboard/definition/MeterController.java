package io.millrace.dashboard.definition;

import java.time.Duration;
import java.util.List;
import java.util.Set;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.millrace.common.problem.Problem;
import io.millrace.common.problem.ProblemException;
import io.millrace.common.problem.UnknownParameters;
import io.millrace.common.settings.SettingsCopy;
import io.millrace.common.settings.SettingsWriter;
import io.millrace.common.web.JsonBody;
import io.millrace.dashboard.definition.Meters.VersionedMeter;
import jakarta.servlet.http.HttpServletRequest;
import lombok.RequiredArgsConstructor;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Meters over REST. Configured ones can be read and nothing else.
 */
@RestController
@RequestMapping("/v1/meters")
@RequiredArgsConstructor
final class MeterController {

	private static final int MAX_BYTES = 65_536;

	private static final Duration PATIENCE = Duration.ofSeconds(2);

	private final Meters meters;

	private final MeterSettings settings;

	private final SettingsCopy copy;

	private final SettingsWriter writer;

	/**
	 * A meter as it is answered.
	 *
	 * @param meter its fields
	 * @param origin {@code configuration} or {@code api}
	 * @param version greater with each change; absent if it is configured
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	record Answer(@JsonUnwrapped Meter meter, String origin, @Nullable Long version) {

		static Answer of(VersionedMeter meter) {
			return new Answer(meter.meter(), (meter.version() == null) ? "configuration" : "api", meter.version());
		}

	}

	record Answers(List<Answer> meters) {
	}

	@GetMapping
	Answers list(HttpServletRequest request) {
		UnknownParameters.reject(request, Set.of());
		awaitLoaded();
		return new Answers(this.meters.all().stream().map(Answer::of).toList());
	}

	@GetMapping("/{name}")
	Answer one(@PathVariable String name, HttpServletRequest request) {
		UnknownParameters.reject(request, Set.of());
		return Answer.of(known(name));
	}

	/** The same again changes nothing, and what it has counted stays. */
	@PutMapping("/{name}")
	ResponseEntity<Answer> put(@PathVariable String name, HttpServletRequest request) {
		UnknownParameters.reject(request, Set.of());
		Meter meter = meter(JsonBody.read(request, MAX_BYTES), name);
		awaitLoaded();
		VersionedMeter before = this.meters.named(name).map(MeterController::changeable).orElse(null);
		if (before != null && before.meter().equals(meter)) {
			return ResponseEntity.ok(Answer.of(before));
		}
		if (before == null && this.meters.all().size() >= Meters.MOST) {
			throw new ProblemException(Problem.CONFLICT, "There are " + Meters.MOST
					+ " meters, which is the most; each event is looked at by each of its type. Remove one first");
		}
		long version = this.writer.write(this.settings, name, MeterJson.write(meter));
		return ResponseEntity.status((before != null) ? HttpStatus.OK : HttpStatus.CREATED)
			.body(new Answer(meter, "api", version));
	}

	@DeleteMapping("/{name}")
	ResponseEntity<Void> delete(@PathVariable String name, HttpServletRequest request) {
		UnknownParameters.reject(request, Set.of());
		changeable(known(name));
		this.writer.write(this.settings, name, null);
		return ResponseEntity.noContent().build();
	}

	private static Meter meter(byte[] body, String name) {
		try {
			return MeterJson.read(body, name);
		}
		catch (IllegalArgumentException ex) {
			throw new ProblemException(Problem.UNPROCESSABLE, String.valueOf(ex.getMessage()));
		}
	}

	private VersionedMeter known(String name) {
		awaitLoaded();
		return this.meters.named(name)
			.orElseThrow(() -> new ProblemException(Problem.NOT_FOUND, "There is no such meter"));
	}

	private void awaitLoaded() {
		try {
			this.copy.awaitLoaded(PATIENCE);
		}
		catch (TimeoutException ex) {
			throw new ProblemException(Problem.KAFKA_UNAVAILABLE,
					"The meters stand in Kafka, which this node has not been able to read yet");
		}
	}

	private static VersionedMeter changeable(VersionedMeter meter) {
		if (meter.version() == null) {
			throw new ProblemException(Problem.CONFLICT, "The meter '" + meter.meter().name()
					+ "' is configured and can't be changed over HTTP; change the configuration, or choose another name");
		}
		return meter;
	}

}
