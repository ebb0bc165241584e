package io.millrace.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * TCP ports of the loopback interface.
 */
public final class Ports {

	private static final int FIRST = 20_000;

	private static final int COUNT = 10_000;

	/**
	 * Begins anywhere, so that other processes get others, and then goes on in order: a
	 * port isn't handed out twice while the first to get it hasn't yet listened on it.
	 */
	private static final AtomicInteger next = new AtomicInteger(ThreadLocalRandom.current().nextInt(COUNT));

	private Ports() {
	}

	/**
	 * Picks a free port outside the range from which systems serve outgoing connections.
	 * A port from within that range may be taken by any client while its server restarts,
	 * even by that server's own client connecting to itself.
	 * @return a port that was free a moment ago and that this process was not given
	 * before; nothing reserves it
	 * @throws IllegalStateException if hundreds are all taken
	 */
	public static int free() {
		for (int attempt = 0; attempt < 500; attempt++) {
			int port = FIRST + Math.floorMod(next.getAndIncrement(), COUNT);
			if (isFree(port)) {
				return port;
			}
		}
		throw new IllegalStateException("no free port between " + FIRST + " and " + (FIRST + COUNT - 1));
	}

	/**
	 * Tells whether a server could listen on the port of 127.0.0.1 now.
	 * @param port 1 to 65535
	 * @return false if something listens there already
	 */
	public static boolean isFree(int port) {
		try (ServerSocket socket = new ServerSocket()) {
			// Connections of a server that has gone may linger for minutes; they don't
			// count.
			socket.setReuseAddress(true);
			socket.bind(new InetSocketAddress(loopback(), port));
			return true;
		}
		catch (IOException ex) {
			return false;
		}
	}

	static InetAddress loopback() {
		try {
			return InetAddress.getByAddress(new byte[] { 127, 0, 0, 1 });
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
