package io.millrace.ingest.intake;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.concurrent.Semaphore;

import io.millrace.common.problem.Problem;
import io.millrace.common.problem.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.util.unit.DataSize;

/**
 * Reads bodies into memory, as much as is allowed for one and for all together, before
 * and after they are decoded. Memory is taken as bytes arrive, not as they are announced.
 * Thread-safe.
 */
final class BodyReader {

	private static final int CHUNK = 65_536;

	private final int maxBody;

	private final Semaphore chunks;

	/** A decoder's window is memory that nobody counts. */
	private final Semaphore decoders = new Semaphore(Runtime.getRuntime().availableProcessors());

	BodyReader(DataSize maxBody, DataSize maxBuffered) {
		this.maxBody = Math.toIntExact(maxBody.toBytes());
		this.chunks = new Semaphore(Math.toIntExact(maxBuffered.toBytes() / CHUNK) + 1);
	}

	/**
	 * Reads all of the body and decodes it.
	 * @throws ProblemException 413 if it is too large, 503 if there is no memory for it
	 * now, 400 if it breaks off or isn't encoded as it says
	 */
	Body read(HttpServletRequest request, ContentCoding coding) {
		long announced = request.getContentLengthLong();
		if (announced > this.maxBody) {
			throw tooLarge();
		}
		Body body = read(request::getInputStream, (announced >= 0) ? (int) announced : this.maxBody,
				"The body ended before it was complete");
		if (coding == ContentCoding.IDENTITY) {
			return body;
		}
		this.decoders.acquireUninterruptibly();
		try (body) {
			return read(() -> coding.decode(body.bytes()), this.maxBody,
					"The body is not valid " + coding.token() + ", or not all of it");
		}
		finally {
			this.decoders.release();
		}
	}

	private Body read(Source source, int expected, String broken) {
		Reading reading = new Reading(expected);
		try (InputStream in = source.open()) {
			return reading.read(in);
		}
		catch (IOException ex) {
			reading.release();
			throw new ProblemException(Problem.MALFORMED_BODY, broken);
		}
		catch (ProblemException ex) {
			reading.release();
			throw ex;
		}
	}

	private interface Source {

		InputStream open() throws IOException;

	}

	private ProblemException tooLarge() {
		return new ProblemException(Problem.BODY_TOO_LARGE, "The limit, millrace.ingest.max-body, is " + this.maxBody
				+ " bytes, also once it is decoded; nothing was sent");
	}

	/**
	 * A body that counts against the memory for all bodies until it is closed.
	 */
	final class Body implements AutoCloseable {

		private final byte[] bytes;

		private final int taken;

		private Body(byte[] bytes, int taken) {
			this.bytes = bytes;
			this.taken = taken;
		}

		byte[] bytes() {
			return this.bytes;
		}

		@Override
		public void close() {
			BodyReader.this.chunks.release(this.taken);
		}

	}

	private final class Reading {

		private final int expected;

		private byte[] buffer = new byte[0];

		private int size;

		private int taken;

		private Reading(int expected) {
			this.expected = expected;
		}

		private Body read(InputStream in) throws IOException {
			grow(Math.min(this.expected, CHUNK));
			int count;
			while ((count = in.read(this.buffer, this.size, this.buffer.length - this.size)) >= 0) {
				this.size += count;
				if (this.size == this.buffer.length && !extend(in)) {
					break;
				}
			}
			byte[] bytes = (this.size == this.buffer.length) ? this.buffer : Arrays.copyOf(this.buffer, this.size);
			return new Body(bytes, this.taken);
		}

		/** Makes room; false if the body ends here. */
		private boolean extend(InputStream in) throws IOException {
			int next = in.read();
			if (next < 0) {
				return false;
			}
			if (this.size >= BodyReader.this.maxBody) {
				throw tooLarge();
			}
			grow((int) Math.min(BodyReader.this.maxBody, Math.max(this.size * 2L, CHUNK)));
			this.buffer[this.size++] = (byte) next;
			return true;
		}

		private void grow(int length) {
			int more = length / CHUNK + 1 - this.taken;
			if (more > 0 && !BodyReader.this.chunks.tryAcquire(more)) {
				throw new ProblemException(Problem.OVERLOADED,
						"More bodies are being read and published than millrace.ingest.max-buffered allows; nothing was sent");
			}
			this.taken += Math.max(more, 0);
			this.buffer = Arrays.copyOf(this.buffer, length);
		}

		private void release() {
			BodyReader.this.chunks.release(this.taken);
		}

	}

}
