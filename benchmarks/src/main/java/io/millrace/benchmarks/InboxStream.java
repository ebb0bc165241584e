package io.millrace.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.function.LongConsumer;

/**
 * Somebody's open stream of an inbox, until the process ends. It looks for the times that
 * titles tell, and at nothing else: an event stands in a chunk of its own.
 */
final class InboxStream {

	/** What stands before the time in a title. */
	static final String MARK = "sent at ";

	/** A first telling; what changes later is another event. */
	private static final String ITEM = "event:item";

	/** The chunk behind the last. */
	private static final String END = "0";

	private final Socket socket;

	private final LongConsumer latencies;

	/**
	 * Opens it.
	 * @param latencies takes how long ago each notification was sent, in nanoseconds
	 */
	InboxStream(int port, String user, LongConsumer latencies) {
		this.latencies = latencies;
		try {
			this.socket = new Socket("127.0.0.1", port);
			this.socket.getOutputStream().write(HttpConnection.get("/v1/notifications/stream?user=" + user));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		Thread.ofVirtual().name("stream-" + user).start(this::read);
	}

	private void read() {
		try (BufferedReader lines = new BufferedReader(
				new InputStreamReader(this.socket.getInputStream(), StandardCharsets.UTF_8))) {
			boolean item = false;
			String line;
			while ((line = lines.readLine()) != null && !line.equals(END)) {
				if (line.startsWith("event:")) {
					item = line.equals(ITEM);
				}
				int at = item ? line.indexOf(MARK) : -1;
				if (at >= 0) {
					int from = at + MARK.length();
					this.latencies
						.accept(System.nanoTime() - Long.parseLong(line.substring(from, line.indexOf('"', from))));
				}
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		throw new IllegalStateException("A stream has ended");
	}

}
