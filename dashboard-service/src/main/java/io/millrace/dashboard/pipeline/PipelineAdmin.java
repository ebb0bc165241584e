package io.millrace.dashboard.pipeline;

import java.time.Duration;
import java.util.Map;

import lombok.RequiredArgsConstructor;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;

/**
 * The Admin client, made when somebody first looks: a broker whose name doesn't resolve
 * yet must not keep the service from starting. Thread-safe.
 */
@RequiredArgsConstructor
final class PipelineAdmin implements AutoCloseable {

	private final Map<String, Object> config;

	private @Nullable Admin admin;

	synchronized Admin admin() {
		Admin current = this.admin;
		if (current == null) {
			current = Admin.create(this.config);
			this.admin = current;
		}
		return current;
	}

	@Override
	public synchronized void close() {
		if (this.admin != null) {
			// Whoever waits for an answer is told that there will be none.
			this.admin.close(Duration.ZERO);
			this.admin = null;
		}
	}

}
