package io.millrace.sink;

import java.time.Clock;
import java.util.List;
import java.util.Map;

import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.sink.fence.FenceStore;
import io.millrace.sink.fence.ScriptLoader;
import io.millrace.sink.log.PartitionStatus;
import io.millrace.sink.log.ProcessingObserver;
import io.millrace.sink.status.LedgerSource;
import io.millrace.sink.status.NodeStatusPublisher;
import io.millrace.sink.status.NodeStatusStore;
import io.millrace.sink.status.PartitionMetrics;
import io.millrace.sink.status.PartitionsHealthIndicator;
import io.millrace.sink.status.SinkLedger;
import io.millrace.sink.status.StoppedPartitionsHealthIndicator;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.ProducerFactory;

/**
 * Gives an application {@link FencedConsumers}, from which it makes its sinks, and
 * reports how they fare.
 */
@AutoConfiguration(afterName = { "org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration",
		"org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration" })
@EnableConfigurationProperties({ SinkProperties.class, KafkaProperties.class })
public class RedisSinkAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	Clock clock() {
		return Clock.systemUTC();
	}

	@Bean
	@ConditionalOnMissingBean
	ScriptLoader scriptLoader(StringRedisTemplate redis) {
		return new ScriptLoader(redis);
	}

	@Bean
	@ConditionalOnMissingBean
	FenceStore fenceStore(StringRedisTemplate redis, ScriptLoader scripts) {
		return new FenceStore(redis, scripts);
	}

	@Bean
	DeadLetterProducer deadLetterProducer(ProducerFactory<?, ?> producers) {
		DefaultKafkaProducerFactory<byte[], byte[]> factory = new DefaultKafkaProducerFactory<>(
				producers.getConfigurationProperties(), new ByteArraySerializer(), new ByteArraySerializer());
		// A record that was allowed into a topic is allowed into its dead letters.
		factory.updateConfigs(Map.of(ProducerConfig.ACKS_CONFIG, "all", ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true,
				ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 16 * 1024 * 1024));
		return new DeadLetterProducer(factory, factory.createProducer());
	}

	@Bean
	@ConditionalOnMissingBean
	FencedConsumers fencedConsumers(SinkProperties properties, KafkaProperties kafka, ConsumerFactory<?, ?> consumers,
			DeadLetterProducer deadLetters, StringRedisTemplate redis, ScriptLoader scripts, FenceStore fences,
			ObjectProvider<ProcessingObserver> observers, MeterRegistry meters, Clock clock) {
		return new FencedConsumers(properties, kafka, consumers, deadLetters.producer(), redis, scripts, fences,
				observers.orderedStream().toList(), meters, clock);
	}

	@Bean
	PartitionsHealthIndicator partitionsHealthIndicator(List<PartitionStatus.Source> sources) {
		return new PartitionsHealthIndicator(sources);
	}

	@Bean
	NodeStatusStore nodeStatusStore(StringRedisTemplate redis, JsonMapper json, Clock clock) {
		return new NodeStatusStore(redis, json, clock);
	}

	@Bean
	NodeStatusPublisher nodeStatusPublisher(@Value("${spring.application.name:millrace}") String service,
			NodeStatusStore store, List<PartitionStatus.Source> sources, List<LedgerSource> ledgers, Clock clock) {
		return new NodeStatusPublisher(service, store, sources, ledgers, List.of(), clock);
	}

	@Bean
	SinkLedger sinkLedger(MeterRegistry registry) {
		return new SinkLedger(registry);
	}

	/** The bean's name is what the health component's is made of. */
	@Bean
	StoppedPartitionsHealthIndicator stoppedPartitionsHealthIndicator(
			@Value("${spring.application.name:millrace}") String service, NodeStatusPublisher thisNode,
			List<PartitionStatus.Source> sources, NodeStatusStore store) {
		return new StoppedPartitionsHealthIndicator(service, thisNode.bootId(), sources, store);
	}

	@Bean
	PartitionMetrics partitionMetrics(List<PartitionStatus.Source> sources) {
		return new PartitionMetrics(sources);
	}

	/**
	 * The producer of dead letters; a type of its own, so that it isn't taken for the
	 * application's.
	 */
	record DeadLetterProducer(DefaultKafkaProducerFactory<byte[], byte[]> factory,
			Producer<byte[], byte[]> producer) implements AutoCloseable {

		@Override
		public void close() {
			// The factory's producers ignore close().
			this.factory.destroy();
		}

	}

}
