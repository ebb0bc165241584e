package io.millrace.ingest.publish;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.millrace.common.event.TypePattern;
import io.millrace.common.topic.PartitionCountMismatchException;
import io.millrace.common.topic.TopicSettings;
import io.millrace.ingest.hold.Circuit;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Which topic the events of a type go to: that of the first route that matches, or the
 * one for all others. Its health is part of the service's readiness: up while the events
 * of all topics can be taken, one way or the other. Thread-safe.
 */
public final class Routes implements ApplicationRunner, HealthIndicator, DisposableBean {

	private final Map<String, EventTopic> topics = new LinkedHashMap<>();

	private final List<Target> targets = new ArrayList<>();

	private final EventTopic others;

	/**
	 * @param others where events go that no route matches; topics of routes are made like
	 * it
	 */
	Routes(List<RouteProperties.Route> routes, TopicSettings others, Factory factory) {
		this.others = this.topics.computeIfAbsent(others.name(), (name) -> factory.make(others));
		for (RouteProperties.Route route : routes) {
			this.targets.add(new Target(route.eventType(),
					this.topics.computeIfAbsent(route.topic(), (name) -> factory.make(others.named(name)))));
		}
	}

	/** Makes a topic by its settings. */
	interface Factory {

		EventTopic make(TopicSettings settings);

	}

	private record Target(TypePattern type, EventTopic topic) {
	}

	/**
	 * Where events of this type go.
	 */
	public EventTopic topic(String type) {
		for (Target target : this.targets) {
			if (target.type.matches(type)) {
				return target.topic;
			}
		}
		return this.others;
	}

	/** All that events may go to. */
	public Collection<EventTopic> topics() {
		return this.topics.values();
	}

	/** The circuits of all topics' partitions, as far as they are known. */
	public List<Circuit> circuits() {
		return this.topics.values().stream().flatMap((topic) -> topic.circuits().stream()).toList();
	}

	/**
	 * Fails the start only where waiting is of no use.
	 * @throws PartitionCountMismatchException if a topic exists with another number of
	 * partitions
	 */
	@Override
	public void run(ApplicationArguments args) {
		this.topics.values().forEach(EventTopic::start);
	}

	@Override
	public Health health() {
		boolean takes = this.topics.values().stream().allMatch(EventTopic::takes);
		Health.Builder health = takes ? Health.up() : Health.down();
		this.topics
			.forEach((name, topic) -> health.withDetail(name, Objects.requireNonNullElse(topic.obstacle(), "ready")));
		return health.build();
	}

	@Override
	public void destroy() {
		this.topics.values().forEach(EventTopic::close);
	}

}
