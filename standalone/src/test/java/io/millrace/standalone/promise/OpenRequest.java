package io.millrace.standalone.promise;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * A request of which the service has the head and has asked for the body: it got through,
 * whatever happens to the service now.
 */
final class OpenRequest implements AutoCloseable {

	private final Socket socket;

	private final BufferedReader answer;

	private final String body;

	OpenRequest(int port, String body) throws IOException {
		this.body = body;
		this.socket = new Socket("127.0.0.1", port);
		this.socket.setSoTimeout(20_000);
		this.answer = new BufferedReader(new InputStreamReader(this.socket.getInputStream(), StandardCharsets.UTF_8));
		write("POST /v1/events HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "
				+ body.length() + "\r\nExpect: 100-continue\r\n\r\n");
		String line = this.answer.readLine();
		if (line == null || !line.contains(" 100")) {
			throw new IOException("It was not asked for the body: " + line);
		}
		this.answer.readLine();
	}

	private void write(String text) throws IOException {
		this.socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
		this.socket.getOutputStream().flush();
	}

	/** Sends the body and returns the status line; "none" if there is no answer. */
	String finish() {
		try {
			write(this.body);
			String line = this.answer.readLine();
			return (line != null) ? line : "none";
		}
		catch (IOException ex) {
			return "none";
		}
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

}
