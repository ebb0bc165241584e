package io.millrace.standalone.demo;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends what happens in the {@link Shop}: first what it missed, at most the last two
 * hours, then live. One request at a time, so customers' events keep their order; a
 * request that fails is sent again until it is accepted.
 */
public final class Demo implements Runnable, AutoCloseable {

	private static final Logger log = LoggerFactory.getLogger(Demo.class);

	private static final Duration HISTORY = Duration.ofHours(2);

	/** How much of the shop's time is made at once, which bounds memory. */
	private static final Duration STRIDE = Duration.ofSeconds(20);

	private static final Duration TICK = Duration.ofMillis(250);

	private static final Duration PROGRESS_INTERVAL = Duration.ofSeconds(10);

	private static final int BATCH = 500;

	private final IngestClient client;

	private final Progress progress;

	private final Clock clock;

	private final CountDownLatch closed = new CountDownLatch(1);

	private Instant savedAt = Instant.EPOCH;

	/**
	 * Creates a demo that does nothing until it is run.
	 * @param port of the ingest service on this machine
	 * @param directory where it notes how far it came
	 * @param clock tells what has happened by now
	 */
	public Demo(int port, Path directory, Clock clock) {
		this.client = new IngestClient(port);
		this.progress = new Progress(directory);
		this.clock = clock;
	}

	/**
	 * Sends until closed.
	 */
	@Override
	public void run() {
		Instant now = this.clock.instant();
		Instant reached = this.progress.from(now.minus(HISTORY));
		Shop shop = new Shop(reached);
		try {
			log.info("A shop's customers: sending what they did since {}", reached);
			long history = 0;
			while (Duration.between(reached, this.clock.instant()).compareTo(STRIDE) > 0 && isOpen()) {
				reached = reached.plus(STRIDE);
				history += send(shop.until(reached));
				save(reached);
			}
			log.info("A shop's customers: {} events of before were sent, from now on they are live", history);
			while (!this.closed.await(TICK.toMillis(), TimeUnit.MILLISECONDS)) {
				reached = this.clock.instant();
				send(shop.until(reached));
				save(reached);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private boolean isOpen() {
		return this.closed.getCount() > 0;
	}

	private long send(List<ShopEvent> events) throws InterruptedException {
		for (int from = 0; from < events.size() && isOpen(); from += BATCH) {
			sendUntilAccepted(events.subList(from, Math.min(from + BATCH, events.size())));
		}
		return events.size();
	}

	private void sendUntilAccepted(List<ShopEvent> batch) throws InterruptedException {
		while (isOpen()) {
			try {
				this.client.send(batch);
				return;
			}
			catch (IOException ex) {
				if (this.closed.await(1, TimeUnit.SECONDS)) {
					return;
				}
				log.warn("A shop's customers: {} events were not accepted, sending them again: {}", batch.size(),
						ex.getMessage());
			}
		}
	}

	private void save(Instant reached) {
		if (isOpen() && Duration.between(this.savedAt, this.clock.instant()).compareTo(PROGRESS_INTERVAL) > 0) {
			this.progress.reached(reached);
			this.savedAt = this.clock.instant();
		}
	}

	/**
	 * Ends sending, at once.
	 */
	@Override
	public void close() {
		this.closed.countDown();
		this.client.close();
	}

}
