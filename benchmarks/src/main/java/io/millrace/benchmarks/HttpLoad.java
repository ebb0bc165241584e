package io.millrace.benchmarks;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * Sends requests from several connections: as fast as they are answered, or at a constant
 * rate, whether they are answered or not.
 *
 * @param port where to
 * @param requests the requests, see {@link HttpConnection}
 * @param connections how many connections, with one request at a time each
 * @param status the status that every answer must have
 */
record HttpLoad(int port, Requests requests, int connections, int status) {

	/**
	 * What is sent.
	 */
	interface Requests {

		/**
		 * A request.
		 * @param number which one, from 0
		 * @param due when it should be sent, as {@link System#nanoTime()} counts
		 */
		byte[] of(long number, long due);

	}

	/** The same requests again and again. */
	HttpLoad(int port, List<byte[]> requests, int connections, int status) {
		this(port, (number, due) -> requests.get((int) (number % requests.size())), connections, status);
	}

	/** Of posts that are accepted. */
	HttpLoad(int port, List<byte[]> requests, int connections) {
		this(port, requests, connections, 202);
	}

	/**
	 * What came of it.
	 *
	 * @param answered how many requests were answered as they must be
	 * @param seconds how long it took
	 * @param latencies in microseconds
	 */
	record Outcome(long answered, double seconds, Histogram latencies) {

		double perSecond() {
			return this.answered / this.seconds;
		}

	}

	/** As many as are answered within a time. */
	Outcome asFastAsAnswered(Duration time) {
		return run(time, 0);
	}

	/**
	 * So many a second, spread evenly over the connections. Latency counts from the
	 * moment at which a request was due, so that a server that stalls isn't spared those
	 * that would have come meanwhile.
	 */
	Outcome atRate(int perSecond, Duration time) {
		return run(time, perSecond);
	}

	private Outcome run(Duration time, int perSecond) {
		Histogram latencies = new ConcurrentHistogram(3);
		LongAdder answered = new LongAdder();
		// Connecting is not what is measured: a full backlog costs a second.
		List<HttpConnection> open = connect();
		long start = System.nanoTime();
		long end = start + time.toNanos();
		try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
			List<Future<?>> all = new ArrayList<>();
			for (int i = 0; i < this.connections; i++) {
				int number = i;
				all.add(threads.submit(() -> {
					try (HttpConnection connection = open.get(number)) {
						drive(connection, number, start, end, perSecond, latencies, answered);
					}
					return null;
				}));
			}
			for (Future<?> each : all) {
				each.get();
			}
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException("A connection failed: " + ex.getCause(), ex);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
		return new Outcome(answered.sum(), (System.nanoTime() - start) / 1e9, latencies);
	}

	private List<HttpConnection> connect() {
		List<HttpConnection> open = new ArrayList<>();
		try {
			for (int i = 0; i < this.connections; i++) {
				open.add(new HttpConnection(this.port));
			}
			return open;
		}
		catch (IOException ex) {
			throw new IllegalStateException("A connection failed: " + ex, ex);
		}
	}

	private void drive(HttpConnection connection, int number, long start, long end, int perSecond, Histogram latencies,
			LongAdder answered) throws IOException {
		for (long i = number;; i += this.connections) {
			long due = (perSecond == 0) ? System.nanoTime() : start + i * 1_000_000_000L / perSecond;
			if (due >= end) {
				return;
			}
			for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
				LockSupport.parkNanos(left);
			}
			int answer = connection.exchange(this.requests.of(i, due));
			if (answer != this.status) {
				throw new IOException("the answer was " + answer);
			}
			latencies.recordValue((System.nanoTime() - due) / 1_000);
			answered.increment();
		}
	}

}
