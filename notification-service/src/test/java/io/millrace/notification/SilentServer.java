package io.millrace.notification;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Takes connections and never says a word.
 */
final class SilentServer implements AutoCloseable {

	private final ServerSocket server;

	private final List<Socket> connections = new CopyOnWriteArrayList<>();

	SilentServer() {
		try {
			this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		Thread.ofVirtual().start(this::accept);
	}

	private void accept() {
		try {
			while (true) {
				this.connections.add(this.server.accept());
			}
		}
		catch (IOException ex) {
			// Closed.
		}
	}

	int port() {
		return this.server.getLocalPort();
	}

	int connections() {
		return this.connections.size();
	}

	/** How many of the connections the other side has ended. */
	long ended() {
		return this.connections.stream().filter(SilentServer::isEnded).count();
	}

	private static boolean isEnded(Socket connection) {
		try {
			connection.setSoTimeout(50);
			while (connection.getInputStream().read() >= 0) {
				continue;
			}
			return true;
		}
		catch (java.net.SocketTimeoutException ex) {
			return false;
		}
		catch (IOException ex) {
			return true;
		}
	}

	@Override
	public void close() throws IOException {
		this.server.close();
		for (Socket connection : this.connections) {
			connection.close();
		}
	}

}
