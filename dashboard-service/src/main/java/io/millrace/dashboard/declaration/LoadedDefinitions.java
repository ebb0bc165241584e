package io.millrace.dashboard.declaration;

import java.time.Duration;
import java.util.List;

import io.millrace.common.problem.Problem;
import io.millrace.common.problem.ProblemException;
import io.millrace.common.settings.SettingsCopy;
import lombok.RequiredArgsConstructor;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * The definitions of one kind, once all that are stored are known: each method waits for
 * that, 2 s at most, and then throws a {@link ProblemException}, 503. Thread-safe.
 *
 * @param <D> what they are
 */
@RequiredArgsConstructor
public final class LoadedDefinitions<D extends Definition> {

	private static final Duration PATIENCE = Duration.ofSeconds(2);

	private final Definitions<D> definitions;

	private final SettingsCopy copy;

	/** What they are. */
	public DefinitionKind<D> kind() {
		return this.definitions.kind();
	}

	/** As they are stored. */
	public Definitions<D> settings() {
		return this.definitions;
	}

	/** All of them. */
	public List<Versioned<D>> all() {
		awaitLoaded();
		return this.definitions.all();
	}

	/**
	 * The one of a name.
	 * @throws ProblemException 404 if there is none
	 */
	public Versioned<D> named(String name) {
		awaitLoaded();
		return this.definitions.named(name)
			.orElseThrow(() -> new ProblemException(Problem.NOT_FOUND, "There is no such " + kind().word()));
	}

	private void awaitLoaded() {
		try {
			this.copy.awaitLoaded(PATIENCE);
		}
		catch (TimeoutException ex) {
			throw new ProblemException(Problem.KAFKA_UNAVAILABLE,
					"The " + kind().plural() + " stand in Kafka, which this node has not been able to read yet");
		}
	}

}
