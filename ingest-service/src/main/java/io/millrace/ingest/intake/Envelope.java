package io.millrace.ingest.intake;

import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Collections;
import java.util.List;

import io.millrace.common.event.body.BinaryEvent;
import io.millrace.common.event.body.BodyFormat;
import io.millrace.common.event.body.InvalidBodyException;
import io.millrace.common.problem.Problem;
import io.millrace.common.problem.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.web.HttpMediaTypeNotSupportedException;

/**
 * What a request's headers say of its body.
 *
 * @param coding how it is encoded
 * @param format how events stand in it once it is decoded and made {@link #structured}
 * @param binary the attributes of the one event whose data it is; null if events stand in
 * the body
 * @param contentType the header
 */
record Envelope(ContentCoding coding, BodyFormat format, @Nullable BinaryEvent binary, @Nullable String contentType) {

	private static final MediaType CLOUDEVENT = new MediaType("application", "cloudevents+json");

	private static final MediaType CLOUDEVENT_BATCH = new MediaType("application", "cloudevents-batch+json");

	private static final MediaType LINES = new MediaType("application", "x-ndjson");

	private static final List<MediaType> SUPPORTED = List.of(MediaType.APPLICATION_JSON, CLOUDEVENT, CLOUDEVENT_BATCH,
			LINES);

	/**
	 * Reads the headers.
	 * @throws HttpMediaTypeNotSupportedException if the body is none of these formats
	 * @throws ProblemException 415 if it is encoded in another way, 400 if headers can't
	 * be those of an event
	 */
	static Envelope of(HttpServletRequest request, HttpServletResponse response)
			throws HttpMediaTypeNotSupportedException {
		ContentCoding coding = coding(Collections.list(request.getHeaders(HttpHeaders.CONTENT_ENCODING)), response);
		String contentType = request.getContentType();
		boolean structured = contentType != null
				&& contentType.regionMatches(true, 0, "application/cloudevents", 0, "application/cloudevents".length());
		if (!structured && request.getHeader(BinaryEvent.VERSION_HEADER) != null) {
			if (contentType != null) {
				var unused = requireUtf8(contentType);
			}
			return new Envelope(coding, BodyFormat.CLOUDEVENT, binary(request), contentType);
		}
		if (!structured && request.getHeader("ce-type") != null) {
			throw new ProblemException(Problem.MALFORMED_BODY,
					"An event whose attributes are headers has ce-specversion: 1.0 among them");
		}
		return new Envelope(coding, format(contentType), null, contentType);
	}

	private static ContentCoding coding(List<String> headers, HttpServletResponse response) {
		return headers.isEmpty() ? ContentCoding.IDENTITY
				: ContentCoding.of(String.join(",", headers)).orElseThrow(() -> {
					// RFC 9110, 15.5.16.
					response.setHeader(HttpHeaders.ACCEPT_ENCODING, ContentCoding.accepted());
					return new ProblemException(Problem.UNSUPPORTED_MEDIA_TYPE,
							"Content-Encoding '" + String.join(",", headers)
									+ "' is not supported; send the body as it is, or as " + ContentCoding.accepted());
				});
	}

	private static BodyFormat format(@Nullable String contentType) throws HttpMediaTypeNotSupportedException {
		if (contentType == null) {
			throw new ProblemException(Problem.UNSUPPORTED_MEDIA_TYPE,
					"The request has no Content-Type; events are " + MediaType.toString(SUPPORTED));
		}
		MediaType type = requireUtf8(contentType);
		if (type.equalsTypeAndSubtype(CLOUDEVENT)) {
			return BodyFormat.CLOUDEVENT;
		}
		if (type.equalsTypeAndSubtype(CLOUDEVENT_BATCH)) {
			return BodyFormat.CLOUDEVENT_BATCH;
		}
		if (type.equalsTypeAndSubtype(LINES)) {
			return BodyFormat.LINES;
		}
		if (type.equalsTypeAndSubtype(MediaType.APPLICATION_JSON)) {
			return BodyFormat.JSON;
		}
		throw new HttpMediaTypeNotSupportedException(type, SUPPORTED);
	}

	private static MediaType requireUtf8(String contentType) {
		try {
			MediaType type = MediaType.parseMediaType(contentType);
			boolean json = type.getSubtype().equals("json") || type.getSubtype().endsWith("+json")
					|| type.equalsTypeAndSubtype(LINES);
			if (json && type.getCharset() != null && !StandardCharsets.UTF_8.equals(type.getCharset())) {
				throw new ProblemException(Problem.UNSUPPORTED_MEDIA_TYPE,
						"JSON is UTF-8 (RFC 8259), not " + type.getCharset());
			}
			return type;
		}
		// What is no media type, and what names a charset that nobody knows.
		catch (InvalidMediaTypeException | IllegalCharsetNameException | UnsupportedCharsetException ex) {
			throw new ProblemException(Problem.UNSUPPORTED_MEDIA_TYPE,
					"Content-Type '" + contentType + "' can't be read: " + ex.getMessage());
		}
	}

	private static BinaryEvent binary(HttpServletRequest request) {
		BinaryEvent event = new BinaryEvent();
		try {
			for (String name : Collections.list(request.getHeaderNames())) {
				if (BinaryEvent.isAttribute(name)) {
					for (String value : Collections.list(request.getHeaders(name))) {
						event.attribute(name, value);
					}
				}
			}
			return event;
		}
		catch (InvalidBodyException ex) {
			throw new ProblemException(Problem.MALFORMED_BODY, ex.detail());
		}
	}

	/** The decoded body with all that belongs to its events. */
	byte[] structured(byte[] body) {
		if (this.binary == null) {
			return body;
		}
		try {
			return this.binary.structured(this.contentType, body);
		}
		catch (InvalidBodyException ex) {
			throw new ProblemException(Problem.MALFORMED_BODY, ex.detail());
		}
	}

}
