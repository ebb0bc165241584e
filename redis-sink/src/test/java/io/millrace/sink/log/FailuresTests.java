package io.millrace.sink.log;

import java.util.List;
import java.util.concurrent.TimeoutException;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.cluster.PartitionSelectorException;
import io.lettuce.core.cluster.models.partitions.Partitions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.data.redis.ClusterRedirectException;
import org.springframework.data.redis.ClusterStateFailureException;
import org.springframework.data.redis.RedisSystemException;
import org.springframework.data.redis.TooManyClusterRedirectionsException;
import org.springframework.data.redis.connection.ClusterCommandExecutionFailureException;

import static org.assertj.core.api.Assertions.assertThat;

class FailuresTests {

	@ParameterizedTest
	@ValueSource(strings = { "CLUSTERDOWN The cluster is down", "CLUSTERDOWN Hash slot not served",
			"READONLY You can't write against a read only replica.", "MOVED 42 127.0.0.1:7001", "ASK 42 127.0.0.1:7001",
			"TRYAGAIN Multiple keys request during rehashing of slot", "LOADING Redis is loading the dataset in memory",
			"MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'." })
	void whatAClusterSaysWhileItFailsOverPasses(String answer) {
		assertThat(Failures.passes(failure(new RedisCommandExecutionException(answer)))).isTrue();
	}

	@Test
	void aClusterThatIsNotReachedPasses() {
		assertThat(Failures.passes(failure(new RedisConnectionException("refused")))).isTrue();
		assertThat(Failures.passes(failure(new RedisCommandTimeoutException("2 s")))).isTrue();
		assertThat(Failures.passes(failure(new PartitionSelectorException("no node for slot 42", new Partitions()))))
			.isTrue();
		assertThat(Failures.passes(new ClusterStateFailureException("no node answers"))).isTrue();
		assertThat(Failures.passes(new ClusterRedirectException(42, "127.0.0.1", 7001, new RuntimeException())))
			.isTrue();
		assertThat(Failures.passes(new TooManyClusterRedirectionsException("5"))).isTrue();
	}

	@Test
	void aNodeThatFailsAmongAllThatAreAskedPasses() {
		assertThat(Failures.passes(
				new ClusterCommandExecutionFailureException(List.of(failure(new RedisConnectionException("refused"))))))
			.isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "ERR unknown command", "WRONGTYPE Operation against a key holding the wrong kind of value",
			"CROSSSLOT Keys in request don't hash to the same slot" })
	void aBugDoesNotPass(String answer) {
		assertThat(Failures.passes(failure(new RedisCommandExecutionException(answer)))).isFalse();
	}

	@Test
	void tellsTheInnermostCauseThatSaysAnything() {
		assertThat(Failures.describe(failure(new RedisConnectionException("refused")))).isEqualTo("refused");
		assertThat(Failures
			.describe(new org.apache.kafka.common.errors.TimeoutException("no answer", new TimeoutException())))
			.isEqualTo("no answer");
		assertThat(Failures.describe(new IllegalStateException())).isEqualTo("IllegalStateException");
	}

	private static RuntimeException failure(Exception cause) {
		return new RedisSystemException("Error in execution", cause);
	}

}
