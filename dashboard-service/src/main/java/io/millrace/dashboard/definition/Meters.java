package io.millrace.dashboard.definition;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

import io.millrace.dashboard.meter.Metric;
import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;

/**
 * The meters in force: those that are configured, in their order, then those that were
 * stored, by name. A configured meter hides a stored one of its name. Thread-safe.
 */
@Slf4j
public final class Meters {

	/** Each is looked at with each event of its types. */
	static final int MOST = 100;

	private static final int MOST_TYPES = 10_000;

	/** Of the digest: no two of a hundred meters have the same by chance. */
	private static final int KEY_BYTES = 8;

	private final List<VersionedMeter> configured;

	private final List<CompiledMeter> builtIn;

	/** Guarded by this. */
	private final Map<String, VersionedMeter> stored = new TreeMap<>();

	private volatile InForce inForce;

	/**
	 * @param maxTypes how many event types of a day are kept apart in events and users
	 */
	public Meters(List<Meter> configured, int maxTypes) {
		this.configured = configured.stream().map((meter) -> new VersionedMeter(meter, null)).toList();
		this.builtIn = List.of(CompiledMeter.builtIn(Metric.EVENTS, null, maxTypes),
				CompiledMeter.builtIn(Metric.USERS, "subject", maxTypes));
		this.inForce = new InForce(this.builtIn, this.configured);
	}

	/**
	 * What is counted now. The same object as long as nothing changes.
	 */
	public InForce current() {
		return this.inForce;
	}

	Optional<VersionedMeter> named(String name) {
		return this.inForce.meters.stream().filter((meter) -> meter.meter().name().equals(name)).findFirst();
	}

	List<VersionedMeter> all() {
		return this.inForce.meters;
	}

	synchronized void put(Meter meter, long version) {
		this.stored.put(meter.name(), new VersionedMeter(meter, version));
		refresh();
	}

	synchronized void remove(String name) {
		if (this.stored.remove(name) != null) {
			refresh();
		}
	}

	private void refresh() {
		List<VersionedMeter> meters = new ArrayList<>(this.configured);
		this.stored.forEach((name, meter) -> {
			if (this.configured.stream().anyMatch((other) -> other.meter().name().equals(name))) {
				log.warn("The stored meter '{}' has no effect: a configured meter has its name", name);
			}
			else {
				meters.add(meter);
			}
		});
		this.inForce = new InForce(this.builtIn, meters);
	}

	/**
	 * What is counted at one moment.
	 */
	public static final class InForce {

		private final List<VersionedMeter> meters;

		private final List<CompiledMeter> compiled;

		private final Map<String, List<CompiledMeter>> byType = new ConcurrentHashMap<>();

		private final Map<String, Metric> byName = new TreeMap<>();

		private InForce(List<CompiledMeter> builtIn, List<VersionedMeter> meters) {
			this.meters = List.copyOf(meters);
			List<CompiledMeter> all = new ArrayList<>(builtIn);
			meters.forEach((meter) -> all.add(new CompiledMeter(meter.metric(), meter.meter())));
			this.compiled = List.copyOf(all);
			all.forEach((meter) -> this.byName.put(meter.metric().name(), meter.metric()));
		}

		/**
		 * Those that look at events of a type, events and users first.
		 */
		public List<CompiledMeter> matching(String type) {
			// Types come from strangers.
			if (this.byType.size() >= MOST_TYPES) {
				this.byType.clear();
			}
			return this.byType.computeIfAbsent(type,
					(name) -> this.compiled.stream().filter((meter) -> meter.matches(name)).toList());
		}

		/**
		 * The metric of a name, if there is one.
		 */
		public Optional<Metric> metric(String name) {
			return Optional.ofNullable(this.byName.get(name));
		}

		/**
		 * All metrics, events and users first.
		 */
		public List<Metric> metrics() {
			return this.compiled.stream().map(CompiledMeter::metric).toList();
		}

	}

	/**
	 * A meter and where it comes from.
	 *
	 * @param meter the meter
	 * @param version of a stored one, greater with each change; null if it is configured
	 */
	record VersionedMeter(Meter meter, @Nullable Long version) {

		/**
		 * Under another definition the same name is another metric: what was counted
		 * before isn't of its kind.
		 */
		Metric metric() {
			return new Metric(this.meter.name(), "m." + digest(), this.meter.aggregation(), this.meter.groupBy());
		}

		private String digest() {
			String text = this.version + new String(MeterJson.write(this.meter), StandardCharsets.UTF_8);
			try {
				byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
				return HexFormat.of().formatHex(hash, 0, KEY_BYTES);
			}
			catch (NoSuchAlgorithmException ex) {
				throw new IllegalStateException("every JDK has it", ex);
			}
		}

	}

}
