package io.millrace.dashboard.definition;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiPredicate;
import java.util.stream.Stream;

import io.millrace.dashboard.declaration.Definition;
import io.millrace.dashboard.declaration.DefinitionKind;
import io.millrace.dashboard.declaration.Definitions;
import io.millrace.dashboard.journey.Funnel;
import io.millrace.dashboard.journey.FunnelJourney;
import io.millrace.dashboard.journey.Journey;
import io.millrace.dashboard.journey.Retention;
import io.millrace.dashboard.journey.RetentionJourney;
import io.millrace.dashboard.meter.Metric;

/**
 * What is counted: events, users, and by all that is declared. Thread-safe.
 */
public final class Meters {

	/** How they are called and written. */
	public static final DefinitionKind<Meter> KIND = new DefinitionKind<>("meter", MeterBody.class, 100);

	private final Definitions<Meter> meters;

	private final Definitions<Funnel> funnels;

	private final Definitions<Retention> retentions;

	private final Duration allowedLateness;

	private final List<CompiledMeter> builtIn;

	private volatile InForce inForce;

	/**
	 * @param maxTypes how many event types of a day are kept apart in events and users
	 * @param allowedLateness how late events may be that are taken into histories
	 */
	public Meters(Definitions<Meter> meters, Definitions<Funnel> funnels, Definitions<Retention> retentions,
			int maxTypes, Duration allowedLateness) {
		this.meters = meters;
		this.funnels = funnels;
		this.retentions = retentions;
		this.allowedLateness = allowedLateness;
		this.builtIn = List.of(CompiledMeter.builtIn(Metric.EVENTS, null, maxTypes),
				CompiledMeter.builtIn(Metric.USERS, "subject", maxTypes));
		this.inForce = inForce();
		Stream.<Definitions<? extends Definition>>of(meters, funnels, retentions)
			.forEach((definitions) -> definitions.onChange(this::refresh));
	}

	/**
	 * What is counted now. The same object as long as nothing changes.
	 */
	public InForce current() {
		return this.inForce;
	}

	private synchronized void refresh() {
		this.inForce = inForce();
	}

	private InForce inForce() {
		List<CompiledMeter> compiled = new ArrayList<>(this.builtIn);
		this.meters.all().forEach((meter) -> compiled.add(new CompiledMeter(meter.metric(), meter.definition())));
		List<Journey> journeys = new ArrayList<>();
		this.funnels.all()
			.forEach((funnel) -> journeys
				.add(new FunnelJourney(funnel.definition(), funnel.metric(), this.allowedLateness)));
		this.retentions.all()
			.forEach((retention) -> journeys
				.add(new RetentionJourney(retention.definition(), retention.metric(), this.allowedLateness)));
		return new InForce(compiled, journeys);
	}

	/**
	 * What is counted at one moment.
	 */
	public static final class InForce {

		private final ByType<CompiledMeter> meters;

		private final ByType<Journey> journeys;

		private final Map<String, Metric> byName = new TreeMap<>();

		private InForce(List<CompiledMeter> meters, List<Journey> journeys) {
			this.meters = new ByType<>(meters, CompiledMeter::matches);
			this.journeys = new ByType<>(journeys, Journey::matches);
			meters.forEach((meter) -> this.byName.put(meter.metric().name(), meter.metric()));
		}

		/**
		 * The meters that look at events of a type, events and users first.
		 */
		public List<CompiledMeter> matching(String type) {
			return this.meters.of(type);
		}

		/**
		 * The journeys that do.
		 */
		public List<Journey> journeys(String type) {
			return this.journeys.of(type);
		}

		/**
		 * Whether there are any.
		 */
		public boolean hasJourneys() {
			return !this.journeys.all.isEmpty();
		}

		/**
		 * For how long histories are needed; zero if there are none.
		 */
		public Duration remembered() {
			return this.journeys.all.stream().map(Journey::remembered).max(Duration::compareTo).orElse(Duration.ZERO);
		}

		/**
		 * The metric of a name that can be asked for, if there is one.
		 */
		public Optional<Metric> metric(String name) {
			return Optional.ofNullable(this.byName.get(name));
		}

		/**
		 * All that can be asked for by name.
		 */
		public List<Metric> named() {
			return this.meters.all.stream().map(CompiledMeter::metric).toList();
		}

		/**
		 * All that is counted, events and users first.
		 */
		public List<Metric> metrics() {
			return Stream.concat(named().stream(), this.journeys.all.stream().map(Journey::metric)).toList();
		}

	}

	/** Some things, and which of them look at which type. */
	private static final class ByType<T> {

		private static final int MOST_TYPES = 10_000;

		private final List<T> all;

		private final BiPredicate<T, String> looks;

		private final Map<String, List<T>> known = new ConcurrentHashMap<>();

		ByType(List<T> all, BiPredicate<T, String> looks) {
			this.all = List.copyOf(all);
			this.looks = looks;
		}

		List<T> of(String type) {
			if (this.all.isEmpty()) {
				return this.all;
			}
			// Types come from strangers.
			if (this.known.size() >= MOST_TYPES) {
				this.known.clear();
			}
			List<T> before = this.known.get(type);
			return (before != null) ? before : this.known.computeIfAbsent(type,
					(name) -> this.all.stream().filter((one) -> this.looks.test(one, name)).toList());
		}

	}

}
