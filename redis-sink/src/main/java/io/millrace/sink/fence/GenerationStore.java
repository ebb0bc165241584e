package io.millrace.sink.fence;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import org.springframework.core.io.ClassPathResource;
import org.springframework.data.redis.core.StringRedisTemplate;

/**
 * The pointer to the generation that a group of consumers writes and its readers read.
 * Thread-safe; any number of nodes may open at once, one of them makes it.
 */
public final class GenerationStore {

	private static final Script OPEN = script("generation-open.lua");

	private static final Script FILLED = script("generation-filled.lua");

	private static final Script SINCE = script("generation-since.lua");

	/** For readers who don't care. */
	public static final int ANY_LAYOUT = 0;

	private final String key;

	private final int layout;

	private final StringRedisTemplate redis;

	private final ScriptLoader scripts;

	private final Clock clock;

	private final SecureRandom random = new SecureRandom();

	/**
	 * @param group whose generations these are
	 * @param layout how what they hold is laid out, from 1 on, or {@link #ANY_LAYOUT}
	 */
	public GenerationStore(String group, int layout, StringRedisTemplate redis, ScriptLoader scripts, Clock clock) {
		this.layout = layout;
		this.key = "millrace:{" + group + "}:generation";
		this.redis = redis;
		this.scripts = scripts;
		this.clock = clock;
	}

	private static Script script(String file) {
		return Script.of(new ClassPathResource(file, GenerationStore.class));
	}

	/**
	 * The key of the pointer. Without it the next owner starts a new generation and fills
	 * it from the log's start.
	 */
	public String key() {
		return this.key;
	}

	/**
	 * How what the group's generations hold is laid out.
	 */
	public int layout() {
		return this.layout;
	}

	/**
	 * The generation to read, if there is one at all.
	 */
	public Optional<Generation> current() {
		Map<String, String> pointer = this.redis.<String, String>opsForHash().entries(this.key);
		return (pointer.isEmpty() ? Optional.<Generation>empty() : Optional.of(Generation.of(pointer)))
			.filter((generation) -> this.layout == ANY_LAYOUT || generation.layout() == this.layout);
	}

	/**
	 * The generation to write, made anew and marked filling if Redis has none, or one of
	 * an earlier layout. It may be one of a later.
	 */
	public Generation open(int partitions) {
		return run(OPEN, newName(), Integer.toString(partitions), Integer.toString(this.layout));
	}

	/**
	 * Notes that a partition has caught up.
	 */
	public Generation filled(String generation, int partition) {
		return run(FILLED, generation, Integer.toString(partition));
	}

	/**
	 * Notes that a partition can only be filled from a point in time on.
	 */
	public Generation since(Generation generation, int partition, Instant since) {
		return run(SINCE, generation.name(), Integer.toString(partition), Long.toString(since.toEpochMilli()));
	}

	/**
	 * A name that no generation has had.
	 */
	public String newName() {
		return Long.toString(this.clock.millis(), Character.MAX_RADIX) + "-"
				+ Integer.toString(this.random.nextInt(Character.MAX_RADIX, 46656), Character.MAX_RADIX);
	}

	private Generation run(Script script, String... arguments) {
		List<@Nullable Object> flat = this.scripts.run(script, List.of(this.key),
				List.of(arguments).stream().map(ScriptCall::argument).toList());
		Map<String, String> pointer = new HashMap<>();
		for (int i = 0; i + 1 < flat.size(); i += 2) {
			pointer.put(text(flat.get(i)), text(flat.get(i + 1)));
		}
		return Generation.of(pointer);
	}

	private static String text(@Nullable Object value) {
		return new String((byte[]) Objects.requireNonNull(value), StandardCharsets.UTF_8);
	}

}
