package io.millrace.notification.rule;

import java.util.List;
import java.util.Set;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.millrace.common.problem.Problem;
import io.millrace.common.problem.ProblemException;
import io.millrace.common.problem.UnknownParameters;
import io.millrace.common.settings.SettingsWriter;
import io.millrace.common.web.JsonBody;
import jakarta.servlet.http.HttpServletRequest;
import lombok.RequiredArgsConstructor;
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
 * Rules over REST. Configured ones can be read and nothing else.
 */
@RestController
@RequestMapping("/v1/rules")
@RequiredArgsConstructor
final class RuleController {

	private static final int MAX_BYTES = 65_536;

	private final Rules rules;

	private final RuleSettings settings;

	private final RuleChannels channels;

	private final SettingsWriter writer;

	/**
	 * A rule as it is answered.
	 *
	 * @param rule its fields
	 * @param origin {@code configuration} or {@code api}
	 * @param version greater with each change; absent if it is configured
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	record Answer(@JsonUnwrapped Rule rule, String origin, @Nullable Long version) {

		static Answer of(Rules.VersionedRule rule) {
			return new Answer(rule.rule(), (rule.version() == null) ? "configuration" : "api", rule.version());
		}

	}

	record Answers(List<Answer> rules) {
	}

	@GetMapping
	Answers list(HttpServletRequest request) {
		UnknownParameters.reject(request, Set.of());
		return new Answers(this.rules.all().stream().map(Answer::of).toList());
	}

	@GetMapping("/{name}")
	Answer one(@PathVariable String name, HttpServletRequest request) {
		UnknownParameters.reject(request, Set.of());
		return Answer.of(known(name));
	}

	@PutMapping("/{name}")
	ResponseEntity<Answer> put(@PathVariable String name, HttpServletRequest request) {
		UnknownParameters.reject(request, Set.of());
		boolean exists = this.rules.named(name).map(RuleController::changeable).isPresent();
		Rule rule = rule(JsonBody.read(request, MAX_BYTES), name);
		long version = this.writer.write(this.settings, name, RuleJson.write(rule));
		return ResponseEntity.status(exists ? HttpStatus.OK : HttpStatus.CREATED)
			.body(new Answer(rule, "api", version));
	}

	@DeleteMapping("/{name}")
	ResponseEntity<Void> delete(@PathVariable String name, HttpServletRequest request) {
		UnknownParameters.reject(request, Set.of());
		changeable(known(name));
		this.writer.write(this.settings, name, null);
		return ResponseEntity.noContent().build();
	}

	private Rule rule(byte[] body, String name) {
		try {
			return this.channels.check(RuleJson.read(body, name));
		}
		catch (IllegalArgumentException ex) {
			throw new ProblemException(Problem.UNPROCESSABLE, String.valueOf(ex.getMessage()));
		}
	}

	private Rules.VersionedRule known(String name) {
		return this.rules.named(name)
			.orElseThrow(() -> new ProblemException(Problem.NOT_FOUND, "There is no such rule"));
	}

	private static Rules.VersionedRule changeable(Rules.VersionedRule rule) {
		if (rule.version() == null) {
			throw new ProblemException(Problem.CONFLICT, "The rule '" + rule.rule().name()
					+ "' is configured and can't be changed over HTTP; change the configuration, or choose another name");
		}
		return rule;
	}

}
