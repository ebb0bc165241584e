package io.millrace.dashboard.definition;

import java.util.List;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.millrace.common.problem.Problem;
import io.millrace.common.problem.ProblemException;
import io.millrace.common.problem.UnknownParameters;
import io.millrace.common.settings.SettingsWriter;
import io.millrace.common.web.JsonBody;
import io.millrace.dashboard.declaration.Definition;
import io.millrace.dashboard.declaration.LoadedDefinitions;
import io.millrace.dashboard.declaration.Versioned;
import jakarta.servlet.http.HttpServletRequest;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;

/**
 * Definitions of one kind over REST. Configured ones can be read and nothing else.
 */
@RequiredArgsConstructor
abstract class DefinitionController<D extends Definition> {

	private static final int MAX_BYTES = 65_536;

	private final LoadedDefinitions<D> definitions;

	private final SettingsWriter writer;

	/**
	 * A definition as it is answered.
	 *
	 * @param definition its fields
	 * @param origin {@code configuration} or {@code api}
	 * @param version greater with each change; absent if it is configured
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	record Answer(@JsonUnwrapped Definition definition, String origin, @Nullable Long version) {

		static Answer of(Versioned<?> versioned) {
			return new Answer(versioned.definition(), (versioned.version() == null) ? "configuration" : "api",
					versioned.version());
		}

	}

	@GetMapping
	Map<String, List<Answer>> list(HttpServletRequest request) {
		UnknownParameters.reject(request, Set.of());
		return Map.of(this.definitions.kind().plural(), this.definitions.all().stream().map(Answer::of).toList());
	}

	@GetMapping("/{name}")
	Answer one(@PathVariable String name, HttpServletRequest request) {
		UnknownParameters.reject(request, Set.of());
		return Answer.of(this.definitions.named(name));
	}

	/** The same again changes nothing, and what it has counted stays. */
	@PutMapping("/{name}")
	ResponseEntity<Answer> put(@PathVariable String name, HttpServletRequest request) {
		UnknownParameters.reject(request, Set.of());
		D definition = read(JsonBody.read(request, MAX_BYTES), name);
		List<Versioned<D>> all = this.definitions.all();
		Versioned<D> before = all.stream().filter((other) -> other.name().equals(name)).findFirst().orElse(null);
		if (before != null) {
			requireChangeable(before);
			if (before.definition().equals(definition)) {
				return ResponseEntity.ok(Answer.of(before));
			}
		}
		int most = this.definitions.kind().most();
		if (before == null && all.size() >= most) {
			throw new ProblemException(Problem.CONFLICT, "There are " + most + " " + this.definitions.kind().plural()
					+ ", which is the most; each event is looked at by each of its type. Remove one first");
		}
		long version = this.writer.write(this.definitions.settings(), name, this.definitions.kind().write(definition));
		return ResponseEntity.status((before != null) ? HttpStatus.OK : HttpStatus.CREATED)
			.body(new Answer(definition, "api", version));
	}

	@DeleteMapping("/{name}")
	ResponseEntity<Void> delete(@PathVariable String name, HttpServletRequest request) {
		UnknownParameters.reject(request, Set.of());
		requireChangeable(this.definitions.named(name));
		this.writer.write(this.definitions.settings(), name, null);
		return ResponseEntity.noContent().build();
	}

	private D read(byte[] body, String name) {
		try {
			return this.definitions.kind().read(body, name);
		}
		catch (IllegalArgumentException ex) {
			throw new ProblemException(Problem.UNPROCESSABLE, String.valueOf(ex.getMessage()));
		}
	}

	private void requireChangeable(Versioned<D> versioned) {
		if (versioned.version() == null) {
			throw new ProblemException(Problem.CONFLICT, "The " + this.definitions.kind().word() + " '"
					+ versioned.name()
					+ "' is configured and can't be changed over HTTP; change the configuration, or choose another name");
		}
	}

}
