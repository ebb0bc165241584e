package io.millrace.common.security.limit;

import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

import io.github.bucket4j.TimeMeter;
import io.millrace.common.security.key.ApiKey;
import org.springframework.util.unit.DataSize;

/**
 * The budgets of all keys on this node; there are as many as keys were used. Thread-safe.
 */
public final class KeyLimits {

	private final LimitProperties defaults;

	private final TimeMeter time;

	private final Map<String, Budget> budgets = new ConcurrentHashMap<>();

	public KeyLimits(LimitProperties defaults) {
		this(defaults, TimeMeter.SYSTEM_NANOTIME);
	}

	KeyLimits(LimitProperties defaults, TimeMeter time) {
		this.defaults = defaults;
		this.time = time;
	}

	Budget budget(ApiKey key) {
		long requests = Objects.requireNonNullElse(key.requestsPerSecond(), this.defaults.requestsPerSecond());
		DataSize bytes = Objects.requireNonNullElse(key.bytesPerSecond(), this.defaults.bytesPerSecond());
		Budget budget = this.budgets.get(key.hash());
		if (budget == null || !budget.isFor(requests, bytes.toBytes())) {
			budget = this.budgets.compute(key.hash(),
					(hash, known) -> (known != null && known.isFor(requests, bytes.toBytes())) ? known
							: new Budget(requests, bytes.toBytes(), this.time));
		}
		return budget;
	}

}
