package io.millrace.benchmarks;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * One connection to Redis that gets values, and does as little else as
 * {@link HttpConnection} does: so the two are driven alike. A value that isn't there
 * counts as 404.
 */
final class RedisConnection implements Load.Connection {

	private final Socket socket;

	private final InputStream in;

	RedisConnection(int port) throws IOException {
		this.socket = new Socket("127.0.0.1", port);
		this.socket.setTcpNoDelay(true);
		this.in = new BufferedInputStream(this.socket.getInputStream(), 16 * 1024);
	}

	/** The bytes of a GET. */
	static byte[] get(String key) {
		byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
		return ("*2\r\n$3\r\nGET\r\n$" + bytes.length + "\r\n" + key + "\r\n").getBytes(StandardCharsets.UTF_8);
	}

	@Override
	public int exchange(byte[] request) throws IOException {
		this.socket.getOutputStream().write(request);
		String head = line();
		if (!head.startsWith("$")) {
			throw new IOException("Redis answers " + head);
		}
		int length = Integer.parseInt(head.substring(1));
		if (length < 0) {
			return 404;
		}
		this.in.skipNBytes(length + 2L);
		return 200;
	}

	private String line() throws IOException {
		StringBuilder line = new StringBuilder();
		for (int next = this.in.read(); next != '\n'; next = this.in.read()) {
			if (next < 0) {
				throw new EOFException("Redis has closed the connection");
			}
			if (next != '\r') {
				line.append((char) next);
			}
		}
		return line.toString();
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

}
