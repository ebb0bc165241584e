package io.millrace.ingest.intake;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;

/**
 * How a body may be encoded (RFC 9110, 8.4.1; zstd: RFC 9659).
 */
enum ContentCoding {

	/** As it is. */
	IDENTITY("identity") {
		@Override
		InputStream decode(byte[] body) {
			return new ByteArrayInputStream(body);
		}
	},

	/** gzip, or x-gzip by its old name. */
	GZIP("gzip") {
		@Override
		InputStream decode(byte[] body) throws IOException {
			return new GZIPInputStream(new ByteArrayInputStream(body), BUFFER);
		}
	},

	/** zstd. */
	ZSTD("zstd") {
		@Override
		InputStream decode(byte[] body) throws IOException {
			return new ZstdInputStreamNoFinalizer(new ByteArrayInputStream(body)).setLongMax(MAX_WINDOW_LOG);
		}
	};

	private static final int BUFFER = 8_192;

	/** RFC 9659: windows are 8 MB at most. */
	private static final int MAX_WINDOW_LOG = 23;

	private final String token;

	ContentCoding(String token) {
		this.token = token;
	}

	/** Its name in Content-Encoding. */
	String token() {
		return this.token;
	}

	/**
	 * The content of an encoded body.
	 * @throws IOException at once or while it is read, if it isn't encoded like that
	 */
	abstract InputStream decode(byte[] body) throws IOException;

	static Optional<ContentCoding> of(String token) {
		String name = token.strip().toLowerCase(java.util.Locale.ROOT);
		return Arrays.stream(values())
			.filter((coding) -> coding.token.equals(name) || (coding == GZIP && name.equals("x-gzip")))
			.findFirst();
	}

	/** For Accept-Encoding. */
	static String accepted() {
		return Arrays.stream(values())
			.filter((coding) -> coding != IDENTITY)
			.map(ContentCoding::token)
			.collect(Collectors.joining(", "));
	}

}
