package io.millrace.sink.log;

import java.util.Set;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RetriableException;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.data.redis.ClusterRedirectException;
import org.springframework.data.redis.TooManyClusterRedirectionsException;

/**
 * Tells failures that pass by themselves from bugs.
 */
public final class Failures {

	/** Redis' answers that say "not now", as its error replies begin. */
	private static final Set<String> NOT_NOW = Set.of("LOADING", "BUSY", "READONLY", "OOM", "CLUSTERDOWN", "TRYAGAIN",
			"MASTERDOWN", "NOREPLICAS", "MISCONF", "ASK", "MOVED");

	private Failures() {
	}

	/**
	 * Whether trying again later can help: the broker or Redis is away, loading, full or
	 * changing its roles; or another owner has taken over, which the next rebalance will
	 * tell.
	 */
	public static boolean passes(@Nullable Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof RetriableException || cause instanceof DataAccessResourceFailureException
					|| cause instanceof QueryTimeoutException || cause instanceof ProducerFencedException
					|| cause instanceof InterruptException || connectionFailed(cause) || redirected(cause)) {
				return true;
			}
			if (cause instanceof RedisCommandExecutionException answer && notNow(answer.getMessage())) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Lettuce's own exceptions are of the connection, but for the one that carries an
	 * answer.
	 */
	private static boolean connectionFailed(Throwable cause) {
		return cause instanceof RedisException && !(cause instanceof RedisCommandExecutionException);
	}

	/**
	 * A cluster's nodes don't agree yet on who serves the slot.
	 */
	private static boolean redirected(Throwable cause) {
		return cause instanceof ClusterRedirectException || cause instanceof TooManyClusterRedirectionsException;
	}

	private static boolean notNow(@Nullable String answer) {
		return answer != null && NOT_NOW.contains(answer.split(" ", 2)[0]);
	}

	/**
	 * What the innermost cause says that says anything: of a failed TLS handshake only
	 * that tells what is wrong, and some time-outs are silent.
	 */
	public static String describe(Throwable failure) {
		String said = failure.getClass().getSimpleName();
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			said = (cause.getMessage() != null) ? cause.getMessage() : said;
		}
		return said;
	}

}
