package io.millrace.ingest.hold;

import java.time.Clock;
import java.util.List;

import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.sink.fence.ScriptLoader;
import io.millrace.sink.log.ProcessingObserver;
import io.millrace.sink.log.TransactionalProducers;
import io.millrace.sink.status.LedgerSource;
import io.millrace.sink.status.NodeStatusPublisher;
import io.millrace.sink.status.NodeStatusStore;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.core.ProducerFactory;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(HoldProperties.class)
class HoldConfiguration {

	/** What was sent before the opening may lie so many deadlines back. */
	private static final int DEADLINES = 2;

	@Bean
	ScriptLoader scriptLoader(StringRedisTemplate redis) {
		return new ScriptLoader(redis);
	}

	@Bean
	Circuits circuits() {
		return new Circuits();
	}

	@Bean
	NodeStore nodeStore(StringRedisTemplate redis, ScriptLoader scripts, HoldProperties properties) {
		return new NodeStore(redis, scripts, properties);
	}

	@Bean
	HoldStore holdStore(StringRedisTemplate redis, ScriptLoader scripts, HoldProperties properties) {
		return new HoldStore(redis, scripts, new ReplicationStore(redis, properties), properties);
	}

	@Bean
	ReceiptStore receiptStore(StringRedisTemplate redis, ScriptLoader scripts, HoldProperties properties) {
		return new ReceiptStore(redis, scripts, properties);
	}

	@Bean
	OwnerStore ownerStore(ScriptLoader scripts) {
		return new OwnerStore(scripts);
	}

	@Bean
	HoldMetrics holdMetrics(MeterRegistry registry) {
		return new HoldMetrics(registry);
	}

	@Bean
	Openings openings(NodeStore nodes, HoldStore holds, HoldMetrics metrics) {
		return new Openings(nodes, holds, metrics);
	}

	@Bean
	Membership membership(NodeStore nodes, HoldStore holds, Circuits circuits, Openings openings,
			HoldProperties properties) {
		return new Membership(nodes, holds, circuits, openings, properties);
	}

	@Bean
	Drainer drainer(Circuits circuits, OwnerStore owners, StringRedisTemplate redis, ScriptLoader scripts,
			HoldStore holds, ReceiptStore receipts, ProducerFactory<?, ?> producers, ConsumerFactory<?, ?> consumers,
			ObjectProvider<ProcessingObserver> observers, HoldMetrics metrics, HoldProperties properties,
			RequestDeadline deadline) {
		DrainStore store = new DrainStore(redis, scripts, properties);
		return new Drainer(circuits, owners,
				new HandOver(holds, store, receipts, new TransactionalProducers(producers.getConfigurationProperties()),
						consumers.getConfigurationProperties(), observers.orderedStream().toList(), metrics,
						deadline.duration().multipliedBy(DEADLINES)));
	}

	@Bean
	Hold hold(Circuits circuits, Membership membership, Openings openings, HoldStore store, NodeStore nodes,
			ReceiptStore receipts, HoldMetrics metrics, HoldProperties properties, Clock clock) {
		return new Hold(circuits, membership, openings, store, nodes, receipts, metrics, properties, clock);
	}

	/** For {@code /v1/pipeline}. */
	@Bean
	NodeStatusPublisher nodeStatusPublisher(@Value("${spring.application.name:millrace}") String service,
			StringRedisTemplate redis, JsonMapper json, List<LedgerSource> ledgers, Hold hold, Clock clock) {
		return new NodeStatusPublisher(service, new NodeStatusStore(redis, json, clock), List.of(), ledgers,
				List.of(hold), clock);
	}

	/** The bean's name is the health component's. */
	@Bean
	HoldHealthIndicator holdHealthIndicator(Hold hold, Drainer drainer) {
		return new HoldHealthIndicator(hold, drainer);
	}

}
