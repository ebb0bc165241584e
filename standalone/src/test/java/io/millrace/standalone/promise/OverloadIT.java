package io.millrace.standalone.promise;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * P1 and P5 beyond what a node can take: ten times as much comes in. It goes on taking
 * what it can, refuses the rest at once and with a word on when to come back, keeps its
 * memory, and is itself again when the flood is over.
 * <p>
 * How long the flood lasts: {@code -Dmillrace.overload.seconds=60}.
 */
@DisabledIfSystemProperty(named = "millrace.backends", matches = "containers",
		disabledReason = "brings backends of its own, so it runs with the embedded ones")
@Execution(ExecutionMode.CONCURRENT)
class OverloadIT {

	private static final int SECONDS = Integer.getInteger("millrace.overload.seconds", 10);

	/** As many as max-buffered lets in, at 64 KB each. */
	private static final int AT_A_TIME = 64;

	private static final Duration RECOVERED = Duration.ofSeconds(5);

	private static final long SLACK_BYTES = 8 * 1024 * 1024;

	@Test
	void tenTimesTheLoadIsAnsweredAndForgotten() throws Exception {
		flood("4MB", SECONDS);
	}

	@Test
	void withoutTheBoundEverythingIsLetIn() {
		assertThatThrownBy(() -> flood("1GB", 3)).hasMessageContaining("refused");
	}

	/** Waits for others to share a request with: that is what bounds it, at any speed. */
	private static void flood(String maxBuffered, int seconds) throws Exception {
		try (Edge edge = new Edge()) {
			ServiceProcess node = edge.node("overload",
					Map.of("millrace.ingest.publish.linger", "1s", "millrace.ingest.publish.delivery-timeout", "4s",
							"millrace.ingest.publish.request-deadline", "8s", "millrace.ingest.max-body", "1MB",
							"millrace.ingest.max-buffered", maxBuffered));
			node.awaitReady();
			try (Flood flood = new Flood(node.port())) {
				flood.asFastAsAnswered(AT_A_TIME, Duration.ofSeconds(2));
				Flood.Wave usual = flood.asFastAsAnswered(AT_A_TIME, Duration.ofSeconds(3));
				assertThat(usual.count(202)).isPositive();
				// Connections have their memory, so it is looked at when they are there.
				flood.atRate(10 * usual.perSecond(), Duration.ofSeconds(3));
				long before = node.oldGeneration();

				Flood.Wave wave = flood.atRate(10 * usual.perSecond(), Duration.ofSeconds(seconds));

				System.out.println("Usual: " + usual + ". Ten times as much: " + wave);
				assertThat(wave.count(503)).as("refused: %s", wave).isGreaterThan(wave.count(202));
				assertThat(wave.count(202)).as("taken: %s", wave).isGreaterThan(usual.perSecond() * seconds / 3);
				assertThat(wave.others()).as("neither taken nor refused: %s", wave).isZero();
				assertThat(wave.withoutRetryAfter()).as("refused without Retry-After").isZero();
				assertThat(node.oldGeneration()).as("old generation, %s before", before)
					.isLessThanOrEqualTo(before * 6 / 5 + SLACK_BYTES);

				Flood.Wave after = flood.atRate(usual.perSecond() / 2, RECOVERED);
				assertThat(after.refusedIn(Duration.ofSeconds(3), RECOVERED)).as("refused afterwards: %s", after)
					.isZero();
				List<String> there = EdgeLog.identities(edge.broker.bootstrapServers());
				assertThat(there).as("nothing twice").doesNotHaveDuplicates();
				Set<String> more = new HashSet<>(there);
				flood.taken().forEach((id) -> assertThat(more.remove(id)).as("%s was taken and is there", id).isTrue());
				assertThat(flood.unsure().size()).as("of nearly all is known what became of them")
					.isLessThan(flood.taken().size() / 2);
				assertThat(flood.unsure()).as("besides what was taken only what nobody knew of").containsAll(more);
			}
			edge.assertBalanced();
		}
	}

}
