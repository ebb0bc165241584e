package io.millrace.standalone.demo;

import java.io.IOException;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the shop's customers search for, now and then: each text is made a vector, as a
 * shop would to find what is like it. A few phrases are searched for all the time and
 * most hardly ever, so that some are cached and some are not. What isn't answered is
 * nobody's loss, and is not sent again.
 */
public final class Searches implements Runnable, AutoCloseable {

	private static final Logger log = LoggerFactory.getLogger(Searches.class);

	private static final int LONGEST_PAUSE_MILLIS = 800;

	private static final int PAUSE_AFTER_FAILURE_SECONDS = 10;

	private final EmbeddingClient client;

	private final Random random = new Random();

	private final CountDownLatch closed = new CountDownLatch(1);

	/**
	 * Creates searches that nobody makes until they are run.
	 * @param port of the inference service on this machine
	 */
	public Searches(int port) {
		this.client = new EmbeddingClient(port);
	}

	/**
	 * Searches until closed.
	 */
	@Override
	public void run() {
		boolean answered = true;
		try {
			while (!this.closed.await(this.random.nextInt(LONGEST_PAUSE_MILLIS), TimeUnit.MILLISECONDS)) {
				answered = search(answered);
				if (!answered && this.closed.await(PAUSE_AFTER_FAILURE_SECONDS, TimeUnit.SECONDS)) {
					return;
				}
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/** Says it once when they begin to fail. */
	private boolean search(boolean before) throws InterruptedException {
		try {
			this.client.embed(Phrases.any(this.random));
			return true;
		}
		catch (IOException ex) {
			if (before && this.closed.getCount() > 0) {
				log.warn("A shop's customers: searches are not answered: {}", ex.getMessage());
			}
			return false;
		}
	}

	/**
	 * Ends searching, at once.
	 */
	@Override
	public void close() {
		this.closed.countDown();
		this.client.close();
	}

}
