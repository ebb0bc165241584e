package io.millrace.inference.api;

import io.millrace.common.problem.ProblemDocument;
import jakarta.servlet.RequestDispatcher;
import org.jspecify.annotations.Nullable;

import org.springframework.core.MethodParameter;
import org.springframework.http.MediaType;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.servlet.mvc.method.annotation.ResponseBodyAdvice;

/**
 * Adds OpenAI's error to every problem document of the API, whoever made it: filters,
 * Spring and the shared advice refuse requests before a controller sees them.
 */
@ControllerAdvice
class OpenAiErrors implements ResponseBodyAdvice<Object> {

	private static final String API = "/v1/";

	@Override
	public boolean supports(MethodParameter returnType, Class<? extends HttpMessageConverter<?>> converterType) {
		return true;
	}

	@Override
	public @Nullable Object beforeBodyWrite(@Nullable Object body, MethodParameter returnType, MediaType contentType,
			Class<? extends HttpMessageConverter<?>> converterType, ServerHttpRequest request,
			ServerHttpResponse response) {
		return (body instanceof ProblemDocument problem && path(request).startsWith(API))
				? ErrorDocument.of(problem, null) : body;
	}

	/** What was asked for, also where the server answers from its error page. */
	private static String path(ServerHttpRequest request) {
		Object original = request.getAttributes().get(RequestDispatcher.ERROR_REQUEST_URI);
		return (original != null) ? original.toString() : request.getURI().getPath();
	}

}
