package io.millrace.benchmarks;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * One connection of HTTP/1.1 that is kept open. It does as little as possible, as what
 * the driver uses of the CPU the service doesn't have.
 */
final class HttpConnection implements Load.Connection {

	private final int port;

	private Socket socket;

	private InputStream in;

	private boolean ended;

	HttpConnection(int port) throws IOException {
		this.port = port;
		this.socket = connect(port);
		this.in = input(this.socket);
	}

	private static Socket connect(int port) throws IOException {
		Socket socket = new Socket("127.0.0.1", port);
		socket.setTcpNoDelay(true);
		return socket;
	}

	private static InputStream input(Socket socket) throws IOException {
		return new BufferedInputStream(socket.getInputStream(), 16 * 1024);
	}

	/** The bytes of a post. */
	static byte[] post(String path, String contentType, String body) {
		byte[] content = body.getBytes(StandardCharsets.UTF_8);
		byte[] head = ("POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: " + contentType
				+ "\r\nPrefer: return=minimal\r\nContent-Length: " + content.length + "\r\n\r\n")
			.getBytes(StandardCharsets.US_ASCII);
		byte[] request = new byte[head.length + content.length];
		System.arraycopy(head, 0, request, 0, head.length);
		System.arraycopy(content, 0, request, head.length, content.length);
		return request;
	}

	/** The bytes of a get. */
	static byte[] get(String pathAndQuery) {
		return ("GET " + pathAndQuery + " HTTP/1.1\r\nHost: localhost\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
	}

	@Override
	public int exchange(byte[] request) throws IOException {
		if (this.ended) {
			// The server lets a connection carry so many requests and no more.
			this.socket.close();
			this.socket = connect(this.port);
			this.in = input(this.socket);
			this.ended = false;
		}
		this.socket.getOutputStream().write(request);
		int status = Integer.parseInt(line().split(" ")[1]);
		long length = 0;
		boolean chunked = false;
		for (String header = line(); !header.isEmpty(); header = line()) {
			String lower = header.toLowerCase(java.util.Locale.ROOT);
			if (lower.startsWith("content-length:")) {
				length = Long.parseLong(lower.substring(15).strip());
			}
			this.ended |= lower.equals("connection: close");
			chunked |= lower.equals("transfer-encoding: chunked");
		}
		if (chunked) {
			skipChunks();
		}
		else {
			this.in.skipNBytes(length);
		}
		return status;
	}

	private void skipChunks() throws IOException {
		int size;
		do {
			size = Integer.parseInt(line(), 16);
			this.in.skipNBytes(size + 2L);
		}
		while (size > 0);
	}

	private String line() throws IOException {
		StringBuilder line = new StringBuilder();
		for (int next = this.in.read(); next != '\n'; next = this.in.read()) {
			if (next < 0) {
				throw new EOFException("the server has closed the connection");
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
