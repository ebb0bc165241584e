package io.millrace.sink;

import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.sink.fence.FenceStore;
import io.millrace.sink.fence.GenerationStore;
import io.millrace.sink.fence.ScriptLoader;
import io.millrace.sink.log.LogConsumer;
import io.millrace.sink.log.LoopSettings;
import io.millrace.sink.log.PartitionProcessor;
import io.millrace.sink.log.PartitionStoppedException;
import io.millrace.sink.log.ProcessingObserver;
import io.millrace.sink.rebuild.RebuildStore;
import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.Producer;

import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.kafka.core.ConsumerFactory;

/**
 * Makes members of consumer groups: such that write to Redis under a fence, and such that
 * keep their position elsewhere. {@link io.millrace.sink.log.LogConsumers} starts them.
 */
@Slf4j
@RequiredArgsConstructor
public final class FencedConsumers {

	private final SinkProperties properties;

	private final KafkaProperties kafka;

	private final ConsumerFactory<?, ?> consumerFactory;

	private final Producer<byte[], byte[]> deadLetterProducer;

	private final StringRedisTemplate redis;

	private final ScriptLoader scripts;

	private final FenceStore fences;

	private final List<ProcessingObserver> observers;

	private final MeterRegistry meters;

	private final Clock clock;

	/**
	 * A member that writes to Redis. Every record of the topic takes effect exactly once,
	 * whatever is killed, paused, rebalanced or sent again, as long as Redis keeps what
	 * it has acknowledged or loses a suffix of it.
	 * @throws IllegalStateException if Redis answers and is set to evict keys
	 */
	public <E> LogConsumer sink(SinkSpec<E> spec) {
		EvictionPolicy evictionPolicy = new EvictionPolicy(this.redis);
		verify(evictionPolicy);
		GenerationStore generations = generations(spec.group(), spec.layout());
		SinkContext context = new SinkContext(this.properties, this.fences, generations, rebuilds(generations),
				this.deadLetterProducer, evictionPolicy, new SinkMetrics(this.meters, spec.group()), this.observers,
				this.clock);
		return consumer(spec.topic(), spec.group(), spec.threads(), (log) -> new FencedProcessor<>(spec, context, log));
	}

	/**
	 * A member whose processors keep their position themselves, e.g. with Kafka's
	 * transactions.
	 */
	public LogConsumer consumer(String topic, String group, int threads, PartitionProcessor.Factory processors) {
		Map<String, Object> clients = new HashMap<>(this.consumerFactory.getConfigurationProperties());
		clients.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, this.kafka.groupProtocol());
		LoopSettings settings = new LoopSettings(topic, group, threads, this.properties.commitInterval(), clients);
		return new LogConsumer(settings, processors, this.meters, this.clock);
	}

	/**
	 * The generations of a group's sink, for its readers: those of another layout are not
	 * there for them.
	 */
	public GenerationStore generations(String group, int layout) {
		return new GenerationStore(group, layout, this.redis, this.scripts, this.clock);
	}

	/**
	 * The generations of a group's sink, for those who don't look at what it holds.
	 */
	public GenerationStore generations(String group) {
		return generations(group, GenerationStore.ANY_LAYOUT);
	}

	/**
	 * The rebuilds of a group's generations.
	 */
	public RebuildStore rebuilds(GenerationStore generations) {
		return new RebuildStore(generations, this.redis, this.scripts, this.clock);
	}

	private static void verify(EvictionPolicy evictionPolicy) {
		try {
			evictionPolicy.verify();
		}
		catch (PartitionStoppedException ex) {
			throw new IllegalStateException(ex.getMessage() + ". Remedy: " + ex.remedy(), ex);
		}
		catch (DataAccessException ex) {
			log.warn("Redis doesn't answer yet; its eviction policy is checked when it does: {}",
					ex.getMostSpecificCause().toString());
		}
	}

}
