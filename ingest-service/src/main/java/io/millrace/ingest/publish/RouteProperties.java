package io.millrace.ingest.publish;

import java.util.List;

import io.millrace.common.event.TypePattern;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.internals.Topic;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Topics of their own for some types of events.
 *
 * @param routes in the order in which they are asked; the first that matches counts.
 * Default: none, all events go to user-events. Dashboards and notifications read that one
 * only
 */
@ConfigurationProperties("millrace.ingest")
public record RouteProperties(@DefaultValue List<Route> routes) {

	public RouteProperties {
		routes = List.copyOf(routes);
	}

	/**
	 * Where some events go.
	 *
	 * @param eventType which: a type (order.paid), a prefix (order.*) or * for all
	 * @param topic the topic's name; made at start, if it is absent, like user-events
	 */
	public record Route(TypePattern eventType, String topic) {

		public Route {
			try {
				Topic.validate(topic);
			}
			catch (InvalidTopicException ex) {
				throw new IllegalArgumentException("millrace.ingest.routes: " + ex.getMessage(), ex);
			}
		}

	}

}
