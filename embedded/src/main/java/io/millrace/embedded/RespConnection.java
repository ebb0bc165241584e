package io.millrace.embedded;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * As much of Redis' protocol as starting and stopping a server takes: inline commands,
 * answers that are one string. See
 * https://redis.io/docs/latest/develop/reference/protocol-spec/
 */
final class RespConnection implements AutoCloseable {

	private final Socket socket;

	private final InputStream in;

	private RespConnection(Socket socket) throws IOException {
		this.socket = socket;
		this.in = new BufferedInputStream(socket.getInputStream());
	}

	static RespConnection open(int port, Duration timeout) throws IOException {
		Socket socket = new Socket();
		try {
			socket.connect(new InetSocketAddress(Ports.loopback(), port), (int) timeout.toMillis());
			socket.setSoTimeout((int) timeout.toMillis());
			return new RespConnection(socket);
		}
		catch (IOException ex) {
			socket.close();
			throw ex;
		}
	}

	/**
	 * Sends a command and returns its answer.
	 * @throws EOFException if the server closed instead of answering
	 */
	String call(String command) throws IOException {
		send(command);
		String line = readLine();
		if (!line.startsWith("$")) {
			return line;
		}
		byte[] bulk = this.in.readNBytes(Integer.parseInt(line.substring(1)) + 2);
		return new String(bulk, StandardCharsets.UTF_8);
	}

	void send(String command) throws IOException {
		this.socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.UTF_8));
	}

	private String readLine() throws IOException {
		StringBuilder line = new StringBuilder();
		for (int next = this.in.read(); next != '\n'; next = this.in.read()) {
			if (next < 0) {
				throw new EOFException("redis-server closed the connection");
			}
			line.append((char) next);
		}
		return line.toString().stripTrailing();
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

}
