package io.millrace.common.security.limit;

import java.io.IOException;
import java.util.function.LongConsumer;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import org.jspecify.annotations.Nullable;

/**
 * A request whose body's length nobody knows before it is read: counts what is read.
 */
final class MeteredRequest extends HttpServletRequestWrapper {

	private final LongConsumer meter;

	private @Nullable ServletInputStream stream;

	MeteredRequest(HttpServletRequest request, LongConsumer meter) {
		super(request);
		this.meter = meter;
	}

	@Override
	public ServletInputStream getInputStream() throws IOException {
		ServletInputStream metered = this.stream;
		if (metered == null) {
			metered = new Metered(super.getInputStream());
			this.stream = metered;
		}
		return metered;
	}

	private final class Metered extends ServletInputStream {

		private final ServletInputStream body;

		private Metered(ServletInputStream body) {
			this.body = body;
		}

		@Override
		public int read() throws IOException {
			int next = this.body.read();
			if (next >= 0) {
				MeteredRequest.this.meter.accept(1);
			}
			return next;
		}

		@Override
		public int read(byte[] bytes, int offset, int length) throws IOException {
			int count = this.body.read(bytes, offset, length);
			MeteredRequest.this.meter.accept(Math.max(0, count));
			return count;
		}

		@Override
		public boolean isFinished() {
			return this.body.isFinished();
		}

		@Override
		public boolean isReady() {
			return this.body.isReady();
		}

		@Override
		public void setReadListener(ReadListener listener) {
			this.body.setReadListener(listener);
		}

	}

}
