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
 * @param connector opens a connection
 * @param requests the requests, as the connections send them
 * @param connections how many connections, with one request at a time each
 * @param status the status that every answer must have
 */
record Load(Connector connector, Requests requests, int connections, int status) {

	/**
	 * Opens connections.
	 */
	interface Connector {

		Connection open() throws IOException;

	}

	/**
	 * One connection.
	 */
	interface Connection extends AutoCloseable {

		/**
		 * Sends a request, reads the answer to its end, and returns its status, as HTTP
		 * counts them.
		 */
		int exchange(byte[] request) throws IOException;

		@Override
		void close() throws IOException;

	}

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

	/** Over HTTP. */
	Load(int port, Requests requests, int connections, int status) {
		this(() -> new HttpConnection(port), requests, connections, status);
	}

	/** The same requests again and again. */
	Load(int port, List<byte[]> requests, int connections, int status) {
		this(port, inTurn(requests), connections, status);
	}

	/** Of posts that are accepted. */
	Load(int port, List<byte[]> requests, int connections) {
		this(port, requests, connections, 202);
	}

	static Requests inTurn(List<byte[]> requests) {
		return (number, due) -> requests.get((int) (number % requests.size()));
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
		List<Connection> open = connect();
		long start = System.nanoTime();
		long end = start + time.toNanos();
		try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
			List<Future<?>> all = new ArrayList<>();
			for (int i = 0; i < this.connections; i++) {
				int number = i;
				all.add(threads.submit(() -> {
					try (Connection connection = open.get(number)) {
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

	private List<Connection> connect() {
		List<Connection> open = new ArrayList<>();
		try {
			for (int i = 0; i < this.connections; i++) {
				open.add(this.connector.open());
			}
			return open;
		}
		catch (IOException ex) {
			throw new IllegalStateException("A connection failed: " + ex, ex);
		}
	}

	private void drive(Connection connection, int number, long start, long end, int perSecond, Histogram latencies,
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
