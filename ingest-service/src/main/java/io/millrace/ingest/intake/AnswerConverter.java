package io.millrace.ingest.intake;

import java.io.IOException;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.HttpInputMessage;
import org.springframework.http.HttpOutputMessage;
import org.springframework.http.MediaType;
import org.springframework.http.converter.AbstractHttpMessageConverter;
import org.springframework.http.converter.HttpMessageNotReadableException;

/**
 * Writes answers with their length: what is written bit by bit goes out in chunks, which
 * costs both sides more.
 */
final class AnswerConverter extends AbstractHttpMessageConverter<EventsAnswer> {

	private final JsonMapper json;

	AnswerConverter(JsonMapper json) {
		super(MediaType.APPLICATION_JSON);
		this.json = json;
	}

	@Override
	protected boolean supports(Class<?> type) {
		return type == EventsAnswer.class;
	}

	@Override
	public boolean canRead(Class<?> type, @Nullable MediaType mediaType) {
		return false;
	}

	@Override
	protected EventsAnswer readInternal(Class<? extends EventsAnswer> type, HttpInputMessage message) {
		throw new HttpMessageNotReadableException("Answers are only written", message);
	}

	@Override
	protected void writeInternal(EventsAnswer answer, HttpOutputMessage message) throws IOException {
		byte[] bytes = this.json.writeValueAsBytes(answer);
		message.getHeaders().setContentLength(bytes.length);
		message.getBody().write(bytes);
	}

}
