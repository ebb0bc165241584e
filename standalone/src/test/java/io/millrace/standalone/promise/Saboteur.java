package io.millrace.standalone.promise;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import javax.tools.ToolProvider;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A mechanism switched off, in a copy of the real source that comes first on a process'
 * class path. So the services need no switches for it; and where a source has changed,
 * the saboteur says so instead of doing nothing.
 */
enum Saboteur {

	/** Scripts apply their effect wherever the fence stands. */
	FENCE_OFF("redis-sink/src/main", "resources/io/millrace/sink/fence/fence.lua",
			List.of(new Change("if position ~= ARGV[2] or (position ~= '' and topicId ~= ARGV[1]) then",
					"if false then")),
			Map.of()),

	/** They leave the fence where it is besides, so that its owner doesn't notice. */
	FENCE_OFF_UNNOTICED("redis-sink/src/main", "resources/io/millrace/sink/fence/fence.lua", List.of(
			new Change("if position ~= ARGV[2] or (position ~= '' and topicId ~= ARGV[1]) then", "if false then"),
			new Change("redis.call('HSET', KEYS[1], 'topicId', ARGV[1], 'next', ARGV[3])",
					"if position == ARGV[2] then redis.call('HSET', KEYS[1], 'topicId', ARGV[1], 'next', ARGV[3]) end")),
			Map.of()),

	/**
	 * Kafka is told the position when records are taken, and that is where the next owner
	 * starts.
	 */
	COMMIT_BEFORE_WRITE("redis-sink/src/main", "java/io/millrace/sink/FencedProcessor.java",
			List.of(new Change("Math.max(this.live.written(), this.committed)", "this.live.taken()"),
					new Change("this.live = target;", "this.live = target;\n\t\ttarget.pass(this.committed);")),
			Map.of("millrace.sink.commit-interval", "1ms")),

	/** Inboxes don't know which records they have seen. */
	APPLIED_OFF("notification-service/src/main", "resources/io/millrace/notification/apply/inbox.lua",
			List.of(new Change("  return tonumber(record.offset) <= inbox.applied\n", "  return false\n")), Map.of()),

	/** The next owner starts where Kafka was told, whatever Redis has. */
	POSITION_APART("redis-sink/src/main", "java/io/millrace/sink/FencedProcessor.java",
			List.of(new Change("this.live = target;", "this.live = target;\n\t\ttarget.pass(this.committed);")),
			Map.of()),

	/**
	 * The deciding group's offsets are committed by themselves, before what was decided.
	 */
	OFFSETS_OUTSIDE_THE_TRANSACTION("notification-service/src/main",
			"java/io/millrace/notification/decide/DecideProcessor.java", List.of(
					new Change("		current.sendOffsetsToTransaction(",
							"		Producer<byte[], byte[]> alone = this.context.producers()"
									+ ".create(\"outside.\" + this.partitionLog.partition());\n"
									+ "		alone.initTransactions();\n		alone.beginTransaction();\n"
									+ "		alone.sendOffsetsToTransaction("),
					new Change("		tell(current, batch.next());\n",
							"		alone.commitTransaction();\n		alone.close();\n"
									+ "		tell(current, batch.next());\n")),
			Map.of()),

	/** A node confirms that others hold events, and goes on sending. */
	MARKER_IGNORED("ingest-service/src/main", "java/io/millrace/ingest/hold/Membership.java",
			List.of(new Change("			this.openings.begin(circuit);\n",
					// One that it has opened itself by this it has to see through.
					"			if (!this.holds.open(circuit.partition(), this.node).equals(sight.opening())) {\n"
							+ "				this.openings.begin(circuit);\n			}\n")),
			Map.of()),

	/** Kafka takes whatever anybody who ever was the owner hands over. */
	DRAINER_UNFENCED("ingest-service/src/main", "java/io/millrace/ingest/hold/HandOver.java",
			List.of(new Change("this.producers.create(\"held.\" + partition)",
					"this.producers.create(\"held.\" + partition + java.util.UUID.randomUUID())")),
			Map.of()),

	/** What is held is handed over even if Kafka has it. */
	SKIP_OFF("ingest-service/src/main", "java/io/millrace/ingest/hold/HandOver.java",
			List.of(new Change("(log.offset(entry.event().identity()) < 0) ? send(entry.event()) : null",
					"send(entry.event())")),
			Map.of()),

	/** Everybody who asks for a result is to have it computed. */
	LEASE_OFF("inference-service/src/main", "resources/io/millrace/inference/result/claim.lua",
			List.of(new Change("'NX', 'PX'", "'PX'")), Map.of()),

	/** Workers compute what they take, whether it is there or not. */
	SECOND_LOOK_OFF("inference-service/src/main", "java/io/millrace/inference/scoring/Scorer.java",
			List.of(new Change("if (found.containsKey(request.id())) {",
					"if (found.isEmpty() && requests.isEmpty()) {")),
			Map.of()),

	/** Kafka is told that requests are done when they are taken. */
	COMMIT_BEFORE_COMPUTING("inference-service/src/main", "java/io/millrace/inference/scoring/Batch.java",
			List.of(new Change("this.scorer.score(this.requests.values().stream().flatMap(List::stream).toList());",
					"List<ScoringRequest> all = this.requests.values().stream().flatMap(List::stream).toList();\n"
							+ "			Thread.startVirtualThread(() -> this.scorer.score(all));")),
			Map.of("millrace.sink.commit-interval", "1ms")),

	/** Nobody remembers what was sent before. */
	WINDOW_OFF("", "", List.of(), Map.of("millrace.sink.duplicate-window", "0"));

	private final String root;

	private final String file;

	private final List<Change> changes;

	private final Map<String, String> properties;

	Saboteur(String root, String file, List<Change> changes, Map<String, String> properties) {
		this.root = root;
		this.file = file;
		this.changes = changes;
		this.properties = properties;
	}

	private record Change(String from, String to) {
	}

	Map<String, String> properties() {
		return this.properties;
	}

	/** The folder that must come first on the class path. */
	List<Path> shadow() throws IOException {
		if (this.changes.isEmpty()) {
			return List.of();
		}
		Path original = Path.of("..", this.root, this.file);
		String source = Files.readString(original);
		for (Change change : this.changes) {
			assertThat(source.split(java.util.regex.Pattern.quote(change.from()), -1))
				.as("%s has this once, to be switched off: %s", original, change.from())
				.hasSize(2);
			source = source.replace(change.from(), change.to());
		}
		// Of this very source: what an older one left is not for this one's class path.
		String name = name().toLowerCase(java.util.Locale.ROOT) + "-" + Integer.toHexString(source.hashCode());
		Path folder = Path.of("target", "saboteurs", name).toAbsolutePath();
		Path copy = folder.resolve("src").resolve(this.file);
		Files.createDirectories(copy.getParent());
		Files.writeString(copy, source);
		return List.of(this.file.endsWith(".java") ? compile(copy, folder.resolve("classes"))
				: folder.resolve("src").resolve("resources"));
	}

	private static Path compile(Path source, Path classes) throws IOException {
		Files.createDirectories(classes);
		String classPath = ServiceProcess.classPath();
		int status = ToolProvider.getSystemJavaCompiler()
			.run(null, null, null, "-d", classes.toString(), "-cp", classPath, "-processorpath", classPath,
					"-processor", "lombok.launch.AnnotationProcessorHider$AnnotationProcessor", "-nowarn",
					source.toString());
		assertThat(status).as("%s compiles", source).isZero();
		return classes;
	}

}
