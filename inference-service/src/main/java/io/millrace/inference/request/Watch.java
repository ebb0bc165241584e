package io.millrace.inference.request;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;

import io.millrace.common.problem.Problem;
import io.millrace.common.problem.ProblemException;
import io.millrace.inference.request.Waiters.Waiting;
import io.millrace.inference.result.Failure;
import io.millrace.inference.result.Result;
import io.millrace.inference.result.ResultId;
import io.millrace.inference.result.ResultStore;
import io.millrace.inference.result.Settled;
import io.millrace.inference.result.SettledStore;
import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;

import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;

/**
 * Looks out for what this node's requests wait for: listens to what is settled, looks by
 * itself several times a second as Redis forgets what it told to those who were away, and
 * has it computed again where nobody does any more. Thread-safe.
 */
@Slf4j
@RequiredArgsConstructor
final class Watch implements SmartLifecycle {

	private static final Duration EVERY = Duration.ofMillis(250);

	/** How often it is tried to take over from who has gone. */
	private static final Duration TAKE_OVER = Duration.ofSeconds(1);

	private static final ProblemException GONE = new ProblemException(Problem.NOT_FOUND,
			"Nobody has it computed any more, and there is no result: POST it again");

	private final Waiters waiters;

	private final ResultStore results;

	private final SettledStore settled;

	private final Desk desk;

	private @Nullable Thread looking;

	private void told(Settled news) {
		Failure failure = news.failure();
		if (failure != null) {
			this.waiters.fail(news.id(), Desk.problem(failure));
		}
		else if (this.waiters.has(news.id())) {
			Thread.ofVirtual().name("fetch-result").start(() -> fetch(news.id()));
		}
	}

	private void fetch(ResultId id) {
		try {
			this.results.find(List.of(id)).forEach(this.waiters::complete);
		}
		catch (DataAccessException ex) {
			log.debug("A result can't be fetched, it is tried again: {}", ex.getMessage());
		}
	}

	private void look() {
		try {
			while (true) {
				Thread.sleep(EVERY);
				lookOnce();
			}
		}
		catch (InterruptedException ex) {
			log.trace("Stopped", ex);
		}
	}

	private void lookOnce() {
		try {
			this.settled.listen(this::told);
			Collection<Waiting> all = this.waiters.all();
			Map<ResultId, Result> found = this.results.find(all.stream().map(Waiting::id).toList());
			found.forEach(this.waiters::complete);
			all.stream().filter((one) -> !found.containsKey(one.id())).forEach(this::lookAfter);
		}
		catch (DataAccessException ex) {
			log.debug("Redis doesn't tell what is settled, it is asked again: {}", ex.getMessage());
		}
		catch (RuntimeException ex) {
			log.error("Looking for results failed, it is tried again", ex);
		}
	}

	private void lookAfter(Waiting one) {
		if (System.nanoTime() - one.triedNanos() < TAKE_OVER.toNanos()) {
			return;
		}
		one.tried();
		Question question = one.question();
		if (question == null) {
			if (!this.results.isLeased(one.id())) {
				this.waiters.failOnlookers(one.id(), GONE);
			}
		}
		else {
			// It may have to wait for Kafka.
			Thread.ofVirtual().name("take-over").start(() -> takeOver(one.id(), question));
		}
	}

	private void takeOver(ResultId id, Question question) {
		try {
			switch (this.desk.begin(question)) {
				case Desk.Standing.Answered(Result result) -> this.waiters.complete(id, result);
				case Desk.Standing.Sent sent -> this.desk.confirm(sent);
				case Desk.Standing.Taken taken -> log.trace("Somebody is at {}", id);
			}
		}
		catch (ProblemException ex) {
			this.waiters.fail(id, ex);
		}
		catch (DataAccessException ex) {
			log.debug("Redis doesn't answer, it is tried again: {}", ex.getMessage());
		}
	}

	@Override
	public synchronized void start() {
		this.looking = Thread.ofVirtual().name("watch-results").start(this::look);
	}

	@Override
	public synchronized void stop() {
		if (this.looking != null) {
			this.looking.interrupt();
			this.looking = null;
		}
	}

	@Override
	public synchronized boolean isRunning() {
		return this.looking != null;
	}

	/**
	 * From before the web server takes requests until after it has answered its last
	 * (Boot's WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE).
	 */
	@Override
	public int getPhase() {
		return DEFAULT_PHASE - 1024 - 2;
	}

}
