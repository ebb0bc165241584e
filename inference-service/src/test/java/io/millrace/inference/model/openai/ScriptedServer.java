package io.millrace.inference.model.openai;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A server on a plain socket, as most of what it is to do no proper server does. A
 * connection carries one request.
 */
public final class ScriptedServer implements AutoCloseable {

	private static final JsonMapper JSON = new JsonMapper();

	private final ServerSocket socket;

	private final Function<Request, Reply> script;

	private final List<Request> requests = new CopyOnWriteArrayList<>();

	private final CountDownLatch closed = new CountDownLatch(1);

	public ScriptedServer(Function<Request, Reply> script) {
		this.script = script;
		try {
			this.socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		Thread.ofVirtual().start(this::accept);
	}

	/** Replies in this order, and with the last one from then on. */
	public static ScriptedServer of(Reply... replies) {
		int[] next = { 0 };
		return new ScriptedServer((request) -> {
			synchronized (next) {
				return replies[Math.min(next[0]++, replies.length - 1)];
			}
		});
	}

	/**
	 * What was asked.
	 *
	 * @param path with the method before it
	 * @param headers by lower-case name
	 * @param body the JSON
	 */
	public record Request(String path, Map<String, String> headers, JsonNode body) {
	}

	/** What is done on the connection before it is closed. */
	public interface Reply {

		void write(OutputStream out, CountDownLatch end) throws IOException, InterruptedException;

		static Reply of(int status, String body, String... headers) {
			byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
			return raw("HTTP/1.1 " + status + " X\r\nContent-Type: application/json\r\n"
					+ String.join("", List.of(headers).stream().map((header) -> header + "\r\n").toList())
					+ "Connection: close\r\nContent-Length: " + bytes.length + "\r\n\r\n" + body);
		}

		static Reply raw(String bytes) {
			return (out, end) -> out.write(bytes.getBytes(StandardCharsets.UTF_8));
		}

		/** Until the server is closed. */
		default Reply thenHang() {
			return (out, end) -> {
				write(out, end);
				out.flush();
				end.await();
			};
		}

	}

	public URI url() {
		return URI.create("http://127.0.0.1:" + this.socket.getLocalPort() + "/v1");
	}

	public List<Request> requests() {
		return this.requests;
	}

	private void accept() {
		while (!this.socket.isClosed()) {
			try {
				Socket connection = this.socket.accept();
				Thread.ofVirtual().start(() -> serve(connection));
			}
			catch (IOException ex) {
				return;
			}
		}
	}

	private void serve(Socket connection) {
		try (connection; InputStream in = new BufferedInputStream(connection.getInputStream())) {
			String path = line(in);
			Map<String, String> headers = new TreeMap<>();
			for (String line = line(in); !line.isEmpty(); line = line(in)) {
				int colon = line.indexOf(':');
				headers.put(line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
			}
			byte[] body = in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
			Request request = new Request(path, headers, JSON.readTree(body));
			this.requests.add(request);
			this.script.apply(request).write(connection.getOutputStream(), this.closed);
			connection.getOutputStream().flush();
		}
		catch (IOException ex) {
			// The client has gone.
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private static String line(InputStream in) throws IOException {
		ByteArrayOutputStream line = new ByteArrayOutputStream();
		for (int next = in.read(); next != '\n' && next >= 0; next = in.read()) {
			if (next != '\r') {
				line.write(next);
			}
		}
		return line.toString(StandardCharsets.UTF_8);
	}

	@Override
	public void close() {
		this.closed.countDown();
		try {
			this.socket.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
