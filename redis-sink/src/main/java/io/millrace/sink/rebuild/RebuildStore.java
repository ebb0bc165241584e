package io.millrace.sink.rebuild;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

import io.millrace.sink.fence.Generation;
import io.millrace.sink.fence.GenerationStore;
import io.millrace.sink.fence.Script;
import io.millrace.sink.fence.ScriptCall;
import io.millrace.sink.fence.ScriptLoader;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

import org.springframework.core.io.ClassPathResource;
import org.springframework.data.redis.core.StringRedisTemplate;

/**
 * The rebuilds of a group's generations: one at a time, remembered for 30 days unless
 * Redis loses them. Whoever owns a partition fills it and reports here; with the last
 * partition's joining the rebuilt generation becomes the one that is read, in one step.
 * Thread-safe. Every method throws {@link org.springframework.dao.DataAccessException} if
 * Redis can't be reached.
 */
@RequiredArgsConstructor
public final class RebuildStore {

	private static final Script START = script("rebuild-start.lua");

	private static final Script REPORT = script("rebuild-report.lua");

	private static final Script END = script("rebuild-end.lua");

	private static final Duration REMEMBERED = Duration.ofDays(30);

	private final GenerationStore generations;

	private final StringRedisTemplate redis;

	private final ScriptLoader scripts;

	private final Clock clock;

	/**
	 * What asking for a rebuild came to.
	 *
	 * @param outcome what it came to
	 * @param id the rebuild that runs, empty if none does
	 */
	public record Start(Outcome outcome, String id) {
	}

	/**
	 * Whether a rebuild was started.
	 */
	public enum Outcome {

		/** It was. */
		STARTED,
		/** Another one runs. */
		RUNNING,
		/** What is read is being filled itself. */
		FILLING

	}

	/**
	 * What a report came to.
	 */
	public enum Standing {

		/** Others have not joined yet. */
		RUNNING,
		/** All have: it is what is read. */
		SWITCHED,
		/** It was given up, or lost. */
		ENDED

	}

	private static Script script(String file) {
		return Script.of(new ClassPathResource(file, RebuildStore.class));
	}

	/**
	 * Asks the partitions' owners to fill another generation; they notice within
	 * {@code millrace.sink.check-interval}.
	 */
	public Start start() {
		String id = this.generations.newName();
		List<String> answer = run(START, id, now(), Integer.toString(this.generations.layout()),
				Long.toString(REMEMBERED.toSeconds()));
		Outcome outcome = Outcome.valueOf(answer.get(0));
		return new Start(outcome, switch (outcome) {
			case STARTED -> id;
			case RUNNING -> answer.get(1);
			case FILLING -> "";
		});
	}

	/**
	 * A rebuild that is remembered.
	 */
	public Optional<Rebuild> find(String id) {
		Map<String, String> stored = this.redis.<String, String>opsForHash().entries(key(id));
		if (stored.isEmpty()) {
			return Optional.empty();
		}
		Rebuild rebuild = Rebuild.of(id, stored);
		boolean runs = this.generations.current().flatMap(Generation::next).filter(id::equals).isPresent();
		if (rebuild.state() != Rebuild.State.RUNNING || runs) {
			return Optional.of(rebuild);
		}
		// It may have ended since it was read.
		rebuild = Rebuild.of(id, this.redis.<String, String>opsForHash().entries(key(id)));
		return Optional.of((rebuild.state() != Rebuild.State.RUNNING) ? rebuild
				: rebuild.failed("what was read was lost, and another generation has taken its place"));
	}

	/**
	 * Gives a rebuild up; what was read goes on being read.
	 * @return whether it was running
	 */
	public boolean cancel(String id) {
		return end(id, "cancelled", "");
	}

	/**
	 * Gives a rebuild up because it can't be filled.
	 * @return whether it was running
	 */
	public boolean fail(String id, String reason) {
		return end(id, "failed", reason);
	}

	private boolean end(String id, String state, String reason) {
		return run(END, id, now(), state, reason).getFirst().equals("1");
	}

	/**
	 * Tells how far a partition is. Once every partition of a rebuild has joined, its
	 * generation is what is read from then on.
	 */
	public Standing report(String id, PartitionProgress progress) {
		Comparison comparison = progress.comparison();
		return Standing
			.valueOf(run(REPORT, id, now(), Integer.toString(progress.partition()), Long.toString(progress.from()),
					Long.toString(progress.at()), Long.toString(progress.goal()), progress.joined() ? "1" : "0",
					progress.since().argument(), (comparison != null) ? Long.toString(comparison.compared()) : "",
					(comparison != null) ? Long.toString(comparison.different()) : "",
					(comparison != null) ? comparison.example() : "")
				.getFirst());
	}

	private List<String> run(Script script, String id, String... arguments) {
		List<byte[]> all = Stream.concat(Stream.of(id), Arrays.stream(arguments)).map(ScriptCall::argument).toList();
		return this.scripts.run(script, List.of(this.generations.key(), key(id)), all)
			.stream()
			.map(RebuildStore::text)
			.toList();
	}

	private String key(String id) {
		String pointer = this.generations.key();
		return pointer.substring(0, pointer.lastIndexOf(':')) + ":rebuild:" + id;
	}

	private String now() {
		return Long.toString(this.clock.millis());
	}

	private static String text(@Nullable Object value) {
		return (value instanceof byte[] bytes) ? new String(bytes, StandardCharsets.UTF_8)
				: Objects.requireNonNull(value).toString();
	}

}
