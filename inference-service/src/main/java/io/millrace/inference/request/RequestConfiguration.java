package io.millrace.inference.request;

import java.time.Clock;

import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.inference.model.Models;
import io.millrace.inference.queue.Backlog;
import io.millrace.inference.queue.QueueProperties;
import io.millrace.inference.queue.RequestLog;
import io.millrace.inference.result.ResultStore;
import io.millrace.inference.result.SettledStore;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(RequestProperties.class)
class RequestConfiguration {

	@Bean
	Waiters waiters() {
		return new Waiters();
	}

	@Bean
	Desk desk(ResultStore results, RequestLog requests, Backlog backlog, QueueProperties properties, Clock clock) {
		return new Desk(results, requests, backlog, properties, clock);
	}

	@Bean
	Watch watch(Waiters waiters, ResultStore results, SettledStore settled, Desk desk) {
		return new Watch(waiters, results, settled, desk);
	}

	@Bean
	InferenceMetrics inferenceMetrics(Models models, MeterRegistry meters) {
		return new InferenceMetrics(models.all(), meters);
	}

	@Bean
	Cached cached(ResultStore results, Clock clock) {
		return new Cached(results, clock);
	}

	@Bean
	Inferences inferences(Cached cached, Waiters waiters, Desk desk, RequestProperties properties,
			InferenceMetrics metrics) {
		return new Inferences(cached, waiters, desk, properties, metrics);
	}

	@Bean
	Tickets tickets(Cached cached, ResultStore results, Waiters waiters, Desk desk, InferenceMetrics metrics) {
		return new Tickets(cached, results, waiters, desk, metrics);
	}

}
